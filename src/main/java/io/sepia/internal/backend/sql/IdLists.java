package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** The ids that a statement is about, cut into lists of which each takes one execution. */
public final class IdLists {
    private static final int LONGEST = 1_000;

    /** How the ids of a list reach a statement. */
    public interface Form {
        /** A query for {@code columns} of the rows whose class and id are bound by {@link #bind}. */
        String select(String columns, int ids);

        /** The condition on the same rows, from {@code WHERE} on. */
        String where(int ids);

        void bind(PreparedStatement statement, String className, List<String> ids) throws SQLException;
    }

    /**
     * An {@code IN} list. It comes in few sizes, padded with its last id, so that its statements are prepared once and
     * found in the cache later.
     */
    static final Form IN = new Form() {
        private static final int[] SIZES = {1, 8, 64, 256, LONGEST};

        private static int size(int needed) {
            for (int size : SIZES) {
                if (size >= needed) {
                    return size;
                }
            }
            return needed;
        }

        @Override
        public String where(int ids) {
            return " WHERE class_name = ? AND object_id IN (?" + ", ?".repeat(size(ids) - 1) + ")";
        }

        @Override
        public String select(String columns, int ids) {
            return "SELECT " + columns + " FROM objects" + where(ids);
        }

        @Override
        public void bind(PreparedStatement statement, String className, List<String> ids) throws SQLException {
            statement.setString(1, className);
            int size = size(ids.size());
            for (int i = 0; i < size; i++) {
                statement.setString(i + 2, ids.get(Math.min(i, ids.size() - 1)));
            }
        }
    };

    /**
     * An array that rows are joined to, for databases that look an {@code IN} list up in the second column of an index
     * by going through all of the first.
     */
    public static final Form ARRAY = new Form() {
        private static final String ROWS =
                " FROM UNNEST(CAST(? AS VARCHAR ARRAY)) AS wanted(wanted_id) JOIN objects ON class_name = ? AND object_id"
                        + " = wanted_id";

        @Override
        public String select(String columns, int ids) {
            return "SELECT " + columns + ROWS;
        }

        @Override
        public String where(int ids) {
            return " WHERE id IN (SELECT id" + ROWS + ")";
        }

        @Override
        public void bind(PreparedStatement statement, String className, List<String> ids) throws SQLException {
            statement.setArray(1, statement.getConnection().createArrayOf("VARCHAR", ids.toArray()));
            statement.setString(2, className);
        }
    };

    private final String className;
    private final List<String> ids;
    private final Form form;

    /**
     * Cuts the distinct ones of {@code ids} into lists.
     *
     * @throws io.sepia.error.InvalidKeyException if one of them cannot be the id of an object of this class
     */
    public IdLists(String className, Collection<String> ids, Form form) {
        this.className = ObjectKey.checkClassName(className);
        this.ids = ids.stream()
                .map(id -> new ObjectKey(className, id).id())
                .distinct()
                .toList();
        this.form = form;
    }

    @FunctionalInterface
    public interface Action {
        void accept(IdList list) throws SQLException;
    }

    public void forEach(Action action) throws SQLException {
        for (int from = 0; from < ids.size(); from += LONGEST) {
            action.accept(new IdList(className, ids.subList(from, Math.min(ids.size(), from + LONGEST)), form));
        }
    }

    /** One list. */
    public record IdList(String className, List<String> ids, Form form) {
        /** A query for {@code columns} of the rows of the list, ending in {@code suffix}; everything is bound. */
        public PreparedStatement select(StatementCache statements, String columns, String suffix) throws SQLException {
            PreparedStatement statement = statements.prepare(form.select(columns, ids.size()) + suffix);
            bind(statement);
            return statement;
        }

        /** The condition on the rows of the list, from {@code WHERE} on, whose parameters {@link #bind} binds. */
        String where() {
            return form.where(ids.size());
        }

        void bind(PreparedStatement statement) throws SQLException {
            form.bind(statement, className, ids);
        }
    }
}
