package io.sepia.query;

import java.util.List;

/**
 * A description of how a backend finds the results of a query. Immutable.
 *
 * @param way how the documents are found
 * @param indexes the indexes that are used, if {@code way} is {@link Way#INDEX}
 * @param text the backend's own description, one step per line; meant for people, and changes between versions
 */
public record QueryPlan(Way way, List<IndexDefinition> indexes, String text) {
    /** How the documents are found. */
    public enum Way {
        /** By their ids. */
        ID,
        /** By an index. */
        INDEX,
        /** By reading all documents of the class. */
        SCAN
    }

    /** Copies the list. */
    public QueryPlan {
        indexes = List.copyOf(indexes);
    }

    /** Returns a plan that reads all documents of the class. */
    public static QueryPlan scan(String text) {
        return new QueryPlan(Way.SCAN, List.of(), text);
    }

    /** Returns whether the query reads only some of the documents of the class. */
    public boolean isServed() {
        return way != Way.SCAN;
    }

    /**
     * Returns the plan in words: {@code index note (category)}, {@code id} or {@code scan of class}, followed by the
     * text.
     */
    @Override
    public String toString() {
        String first = switch (way) {
            case ID -> "id";
            case SCAN -> "scan of class";
            case INDEX ->
                "index "
                        + String.join(
                                ", ",
                                indexes.stream().map(IndexDefinition::toString).toList());
        };
        return first + (text.isEmpty() ? "" : "\n" + text);
    }
}
