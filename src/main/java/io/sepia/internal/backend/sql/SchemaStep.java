package io.sepia.internal.backend.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A numbered migration of the tables. Migrations are applied in order, each in a transaction that also records its
 * number. A released migration is never edited; a later one corrects it.
 *
 * @param number the number of the migration; the first is 1, and there are no gaps
 * @param statements the statements in order; the last ones record the number
 */
public record SchemaStep(int number, List<String> statements) {
    public SchemaStep {
        statements = List.copyOf(statements);
    }

    /** Applies the migration in the current transaction of the connection. */
    public void apply(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /**
     * Reads the migrations of a database from the files {@code step-1.sql}, {@code step-2.sql} and so on.
     *
     * @param folder the folder of the database below {@code io/sepia/schema}
     */
    public static List<SchemaStep> read(String folder) {
        List<SchemaStep> steps = new ArrayList<>();
        while (true) {
            int number = steps.size() + 1;
            Optional<List<String>> statements = SqlScript.find(folder + "/step-" + number + ".sql");
            if (statements.isEmpty()) {
                return List.copyOf(steps);
            }
            steps.add(new SchemaStep(number, statements.get()));
        }
    }
}
