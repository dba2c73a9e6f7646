package io.sepia.internal.backend.postgresql;

import io.sepia.internal.backend.sql.condition.Sql;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.backend.sql.writers.UniqueHashes;
import io.sepia.query.QueryPlan;
import java.sql.SQLException;
import java.util.List;

/** Indexes in PostgreSQL. They are recorded, and the table {@code unique_values} enforces the unique ones. */
final class PostgresqlIndexes extends UniqueHashes {
    static final PostgresqlIndexes INSTANCE = new PostgresqlIndexes();

    private PostgresqlIndexes() {
        super(PostgresqlDatabase.INSTANCE);
    }

    @Override
    public QueryPlan plan(StatementCache statements, Sql query) throws SQLException {
        String text = String.join(
                "\n",
                statements.list(
                        "EXPLAIN " + query.text(),
                        row -> row.getString(1),
                        query.parameters().toArray()));
        boolean byId = text.contains("objects_key") && text.contains("object_id)::text =");
        return byId ? new QueryPlan(QueryPlan.Way.ID, List.of(), text) : QueryPlan.scan(text);
    }
}
