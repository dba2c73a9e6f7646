package io.sepia.query;

import java.util.List;

/**
 * How a backend finds what a query asks for. Immutable.
 *
 * @param way what leads to the documents
 * @param indexes the indexes that are used, if {@code way} is {@link Way#INDEX}
 * @param text the backend's own words, one step a line; for people, and different from version to version
 */
public record QueryPlan(Way way, List<IndexDefinition> indexes, String text) {
    /** What leads to the documents. */
    public enum Way {
        /** Their ids. */
        ID,
        /** An index. */
        INDEX,
        /** All documents of the class are looked at. */
        SCAN
    }

    /** Copies the list. */
    public QueryPlan {
        indexes = List.copyOf(indexes);
    }

    /** A plan that looks at all documents of the class. */
    public static QueryPlan scan(String text) {
        return new QueryPlan(Way.SCAN, List.of(), text);
    }

    /** Whether only some of the documents of the class are looked at. */
    public boolean isServed() {
        return way != Way.SCAN;
    }

    /** The plan in words: {@code index note (category)}, {@code id} or {@code scan of class}, and the text below. */
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
