package io.sepia.internal.backend.sql.statement;

import io.sepia.document.ObjectKey;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** The ids for a statement, split into lists; the statement is executed once for each list. */
public final class IdLists {
    private static final int LONGEST = 1_000;

    /** How the ids of a list are passed to a statement. */
    public interface Form {
        /** Returns a query for {@code columns} of the rows whose class and ids {@link #bind} binds. */
        String select(String columns, int ids);

        /** Returns the condition on the same rows, beginning with {@code WHERE}. */
        String where(int ids);

        void bind(PreparedStatement statement, String className, List<String> ids) throws SQLException;

        /** Returns the condition that a column has one of as many numbers as {@link #bindNumbers} binds. */
        String among(String column, int numbers);

        /** Binds numbers to the parameters from the first on. */
        void bindNumbers(PreparedStatement statement, List<Long> numbers) throws SQLException;
    }

    /**
     * An {@code IN} list. It has one of a few sizes and is padded with its last id, so that few different statements
     * are prepared and cached.
     */
    public static final Form IN = new Form() {
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

        @Override
        public String among(String column, int numbers) {
            return column + " IN (?" + ", ?".repeat(size(numbers) - 1) + ")";
        }

        @Override
        public void bindNumbers(PreparedStatement statement, List<Long> numbers) throws SQLException {
            int size = size(numbers.size());
            for (int i = 0; i < size; i++) {
                statement.setLong(i + 1, numbers.get(Math.min(i, numbers.size() - 1)));
            }
        }
    };

    /**
     * A join with an array, for databases that search an {@code IN} list on the second column of an index by scanning
     * all entries of the first.
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
            return " WHERE object_id = ANY(CAST(? AS VARCHAR ARRAY)) AND class_name = ?";
        }

        @Override
        public void bind(PreparedStatement statement, String className, List<String> ids) throws SQLException {
            statement.setArray(1, statement.getConnection().createArrayOf("VARCHAR", ids.toArray()));
            statement.setString(2, className);
        }

        @Override
        public String among(String column, int numbers) {
            return column + " = ANY(CAST(? AS BIGINT ARRAY))";
        }

        @Override
        public void bindNumbers(PreparedStatement statement, List<Long> numbers) throws SQLException {
            statement.setArray(1, statement.getConnection().createArrayOf("BIGINT", numbers.toArray()));
        }
    };

    private final String className;
    private final List<String> ids;
    private final Form form;

    /**
     * Splits {@code ids} into lists, without duplicates.
     *
     * @throws io.sepia.error.InvalidKeyException if one of them is not valid as an id of this class
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

    /** Passes {@code columns} of the rows with these ids to {@code visitor}. The queries end in {@code suffix}. */
    public void select(StatementCache statements, String columns, String suffix, StatementCache.RowVisitor visitor)
            throws SQLException {
        forEach(list -> {
            PreparedStatement statement =
                    statements.prepare(form.select(columns, list.ids().size()) + suffix);
            list.bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    visitor.visit(rows);
                }
            }
        });
    }

    /** A list of ids for one execution. */
    public record IdList(String className, List<String> ids, Form form) {
        /**
         * Returns the condition on the rows of the list, beginning with {@code WHERE}. {@link #bind} binds its
         * parameters.
         */
        public String where() {
            return form.where(ids.size());
        }

        public void bind(PreparedStatement statement) throws SQLException {
            form.bind(statement, className, ids);
        }
    }
}
