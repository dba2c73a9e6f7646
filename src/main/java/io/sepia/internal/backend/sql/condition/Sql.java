package io.sepia.internal.backend.sql.condition;

import java.util.ArrayList;
import java.util.List;

/**
 * A SQL expression that is true, false or null, with the values of its parameters. Immutable.
 *
 * @param parameters texts, longs, doubles and bytes, in the order of their question marks
 */
public record Sql(String text, List<Object> parameters) {
    public static final Sql TRUE = new Sql("TRUE", List.of());
    public static final Sql FALSE = new Sql("FALSE", List.of());

    /**
     * The most terms in one flat expression. More terms become a balanced tree, because databases limit the depth of
     * expressions.
     */
    private static final int ROW = 16;

    public static Sql of(String text, Object... parameters) {
        return new Sql(text, List.of(parameters));
    }

    /** Returns whether this expression is true for every row. */
    public boolean isTrue() {
        return equals(TRUE);
    }

    /** Returns whether this expression is false for every row. */
    public boolean isFalse() {
        return equals(FALSE);
    }

    public static Sql and(Sql... parts) {
        return all(List.of(parts));
    }

    public static Sql or(Sql... parts) {
        return any(List.of(parts));
    }

    public static Sql all(List<Sql> parts) {
        return joined(parts, " AND ", TRUE, FALSE);
    }

    public static Sql any(List<Sql> parts) {
        return joined(parts, " OR ", FALSE, TRUE);
    }

    /** Returns an expression that is true if this one is false or null, and false otherwise. */
    public Sql not() {
        if (isTrue() || isFalse()) {
            return isTrue() ? FALSE : TRUE;
        }
        return new Sql("(" + text + ") IS NOT TRUE", parameters);
    }

    private static Sql joined(List<Sql> parts, String word, Sql neutral, Sql dominant) {
        List<Sql> kept = new ArrayList<>(parts.size());
        for (Sql part : parts) {
            if (part.equals(dominant)) {
                return dominant;
            }
            if (!part.equals(neutral)) {
                kept.add(part);
            }
        }
        return kept.isEmpty() ? neutral : tree(kept, word);
    }

    private static Sql tree(List<Sql> parts, String word) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        List<Sql> row = parts;
        if (parts.size() > ROW) {
            int middle = parts.size() / 2;
            row = List.of(tree(parts.subList(0, middle), word), tree(parts.subList(middle, parts.size()), word));
        }
        StringBuilder text = new StringBuilder("(");
        List<Object> parameters = new ArrayList<>();
        for (Sql part : row) {
            text.append(text.length() == 1 ? "" : word).append(part.text);
            parameters.addAll(part.parameters);
        }
        return new Sql(text.append(")").toString(), parameters);
    }
}
