package io.sepia.internal.backend.postgresql;

import io.sepia.internal.backend.sql.IndexRecords;
import io.sepia.internal.backend.sql.IndexRecords.Numbered;
import io.sepia.internal.backend.sql.condition.Sql;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.backend.sql.writers.UniqueHashes;
import io.sepia.internal.json.FieldPath;
import io.sepia.query.IndexDefinition;
import io.sepia.query.QueryPlan;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Indexes in PostgreSQL: indexes over expressions of the column {@code content_json} serve queries, and the table
 * {@code unique_values} enforces the unique ones. See decision 0291.
 */
final class PostgresqlIndexes extends UniqueHashes {
    static final PostgresqlIndexes INSTANCE = new PostgresqlIndexes();

    private static final String NAME = "objects_index_";
    private static final Pattern NAMED = Pattern.compile("\\b" + NAME + "(\\d{1,18})\\b");

    private PostgresqlIndexes() {
        super(PostgresqlDatabase.INSTANCE);
    }

    @Override
    public void build(StatementCache statements, long number, IndexDefinition definition) throws SQLException {
        super.build(statements, number, definition);
        List<PostgresqlValue> values = definition.fields().stream()
                .map(each -> PostgresqlValue.at(FieldPath.parse(each)))
                .flatMap(Stream::ofNullable)
                .filter(each -> each.key() != null)
                .toList();
        if (values.size() == definition.fields().size()) {
            statements.execute("CREATE INDEX " + NAME + number + " ON objects ("
                    + values.stream().map(PostgresqlValue::key).collect(Collectors.joining(", ")) + ") WHERE "
                    + PostgresqlQueryDialect.rowsOf(definition.className()));
        }
    }

    @Override
    public void remove(StatementCache statements, long number) throws SQLException {
        statements.execute("DROP INDEX IF EXISTS " + NAME + number);
        super.remove(statements, number);
    }

    @Override
    public QueryPlan plan(StatementCache statements, Sql query) throws SQLException {
        String text = String.join(
                "\n",
                statements.list(
                        "EXPLAIN " + query.text(),
                        row -> row.getString(1),
                        query.parameters().toArray()));
        Set<IndexDefinition> indexes = new LinkedHashSet<>();
        Matcher named = NAMED.matcher(text);
        while (named.find()) {
            Numbered index = new IndexRecords(statements).of(Long.parseLong(named.group(1)));
            if (index != null) {
                indexes.add(index.definition());
            }
        }
        if (!indexes.isEmpty()) {
            return new QueryPlan(QueryPlan.Way.INDEX, List.copyOf(indexes), text);
        }
        boolean byId = text.contains("objects_key") && text.contains("object_id)::text =");
        return byId ? new QueryPlan(QueryPlan.Way.ID, List.of(), text) : QueryPlan.scan(text);
    }
}
