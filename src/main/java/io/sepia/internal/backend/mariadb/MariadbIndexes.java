package io.sepia.internal.backend.mariadb;

import io.sepia.internal.backend.sql.condition.Sql;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.backend.sql.writers.UniqueHashes;
import io.sepia.query.QueryPlan;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Indexes in MariaDB. They are recorded, and the table {@code unique_values} enforces the unique ones. Queries read all
 * documents of the class. See decision 0295.
 */
final class MariadbIndexes extends UniqueHashes {
    static final MariadbIndexes INSTANCE = new MariadbIndexes();
    /** The kinds of access that find rows by the whole key, or that find that there are none. */
    private static final Set<String> BY_KEY = Set.of("const", "eq_ref", "system");

    private MariadbIndexes() {
        super(MariadbDatabase.INSTANCE);
    }

    private record Step(String access, String key, String extra) {
        boolean isById() {
            return BY_KEY.contains(access) && key.equals("PRIMARY") || extra.startsWith("Impossible WHERE noticed");
        }

        @Override
        public String toString() {
            return (access + " " + key + " " + extra).strip();
        }
    }

    @Override
    public QueryPlan plan(StatementCache statements, Sql query) throws SQLException {
        List<Step> steps = statements.list(
                "EXPLAIN " + query.text(),
                row -> new Step(text(row.getString("type")), text(row.getString("key")), text(row.getString("Extra"))),
                query.parameters().toArray());
        String text = String.join("\n", steps.stream().map(Step::toString).toList());
        boolean byId = !steps.isEmpty() && steps.stream().allMatch(Step::isById);
        return byId ? new QueryPlan(QueryPlan.Way.ID, List.of(), text) : QueryPlan.scan(text);
    }

    private static String text(@Nullable String found) {
        return found == null ? "" : found;
    }
}
