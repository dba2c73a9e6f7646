package io.sepia.backend.jpa;

import java.util.List;

/**
 * One numbered change of the tables. Steps are applied in order, each in a transaction that also records its number. A
 * step that was released is never edited; a later one corrects it.
 *
 * @param number 1 for the first, without gaps
 * @param statements what it runs, in order
 */
record SchemaStep(int number, List<String> statements) {
    SchemaStep {
        statements = List.copyOf(statements);
    }
}
