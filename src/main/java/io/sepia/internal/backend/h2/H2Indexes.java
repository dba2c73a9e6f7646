package io.sepia.internal.backend.h2;

import io.sepia.internal.backend.sql.condition.Sql;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.backend.sql.writers.UniqueHashes;
import io.sepia.query.QueryPlan;
import java.sql.SQLException;
import java.util.List;

/**
 * Indexes in H2, which cannot index the content of JSON. They are recorded, and the table {@code unique_values}
 * enforces the unique ones. Queries read all documents of the class. See decision 0041.
 */
final class H2Indexes extends UniqueHashes {
    static final H2Indexes INSTANCE = new H2Indexes();

    private H2Indexes() {
        super(H2Database.INSTANCE);
    }

    @Override
    public QueryPlan plan(StatementCache statements, Sql query) throws SQLException {
        String text = String.join(
                "",
                statements.list(
                        "EXPLAIN " + query.text(),
                        row -> row.getString(1),
                        query.parameters().toArray()));
        boolean byId = text.contains("OBJECT_ID =") && text.contains("OBJECTS_KEY");
        return byId ? new QueryPlan(QueryPlan.Way.ID, List.of(), text) : QueryPlan.scan(text);
    }
}
