package io.sepia.internal.backend.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * An expression of SQL that is true, false or null, and what is bound to its parameters. Immutable.
 *
 * @param parameters texts, longs, doubles and bytes, in the order of their question marks
 */
public record Sql(String text, List<Object> parameters) {
    /** Always true. */
    public static final Sql TRUE = new Sql("TRUE", List.of());
    /** Never true. */
    public static final Sql FALSE = new Sql("FALSE", List.of());

    /** Terms that stand in one row; more of them become a tree, because databases limit its depth. */
    private static final int ROW = 16;

    /** An expression and what is bound to its parameters. */
    public static Sql of(String text, Object... parameters) {
        return new Sql(text, List.of(parameters));
    }

    /** Whether it is true without a look at any row. */
    public boolean isTrue() {
        return equals(TRUE);
    }

    /** Whether it is false without a look at any row. */
    public boolean isFalse() {
        return equals(FALSE);
    }

    /** True if all parts are. */
    public static Sql and(Sql... parts) {
        return all(List.of(parts));
    }

    /** True if one of the parts is. */
    public static Sql or(Sql... parts) {
        return any(List.of(parts));
    }

    /** True if all parts are. */
    public static Sql all(List<Sql> parts) {
        return joined(parts, " AND ", TRUE, FALSE);
    }

    /** True if one of the parts is. */
    public static Sql any(List<Sql> parts) {
        return joined(parts, " OR ", FALSE, TRUE);
    }

    /** True if this one is false or null, and false otherwise. */
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

    /** Binds the parameters from {@code index} on and returns the index behind them. */
    public int bind(PreparedStatement statement, int index) throws SQLException {
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
