package io.sepia.backend.jpa;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * An expression of SQL that is true, false or null, and what is bound to its parameters. Immutable.
 *
 * @param parameters texts, longs, doubles and bytes, in the order of their question marks
 */
record Sql(String text, List<Object> parameters) {
    static final Sql TRUE = new Sql("TRUE", List.of());
    static final Sql FALSE = new Sql("FALSE", List.of());

    /** Terms that stand in one row; more of them become a tree, because databases limit its depth. */
    private static final int ROW = 16;

    static Sql of(String text, Object... parameters) {
        return new Sql(text, List.of(parameters));
    }

    boolean isTrue() {
        return equals(TRUE);
    }

    boolean isFalse() {
        return equals(FALSE);
    }

    static Sql and(Sql... parts) {
        return all(List.of(parts));
    }

    static Sql or(Sql... parts) {
        return any(List.of(parts));
    }

    /** True if all parts are. */
    static Sql all(List<Sql> parts) {
        return joined(parts, " AND ", TRUE, FALSE);
    }

    /** True if one of the parts is. */
    static Sql any(List<Sql> parts) {
        return joined(parts, " OR ", FALSE, TRUE);
    }

    /** True if this one is false or null, and false otherwise. */
    Sql not() {
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

    /** Binds the parameters from {@code index} on and returns the index behind them. */
    int bind(PreparedStatement statement, int index) throws SQLException {
        int next = index;
        for (Object parameter : parameters) {
            if (parameter instanceof Long number) {
                statement.setLong(next++, number);
            } else if (parameter instanceof Double number) {
                statement.setDouble(next++, number);
            } else if (parameter instanceof byte[] bytes) {
                statement.setBytes(next++, bytes);
            } else {
                statement.setString(next++, (String) parameter);
            }
        }
        return next;
    }
}
