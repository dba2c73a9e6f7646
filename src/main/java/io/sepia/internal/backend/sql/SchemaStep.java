package io.sepia.internal.backend.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One numbered change of the tables. Steps are applied in order, each in a transaction that also records its number. A
 * step that was released is never edited; a later one corrects it.
 *
 * @param number 1 for the first, without gaps
 * @param statements what it runs, in order; the last of them record the number
 */
public record SchemaStep(int number, List<String> statements) {
    public SchemaStep {
        statements = List.copyOf(statements);
    }

    /**
     * Reads the steps of a database from the files {@code step-1.sql}, {@code step-2.sql} and so on.
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
