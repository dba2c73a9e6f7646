package io.sepia.backend.jpa;

import io.sepia.document.ObjectKey;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * Ids cut into {@code IN} lists. Lists come in few sizes, padded with their last id, so that their statements are
 * prepared once and found in the cache later.
 */
final class IdLists {
    private static final int[] SIZES = {1, 8, 64, 256, 1_000};

    private final List<String> ids;
    private final int longest;

    /**
     * Cuts the distinct ones of {@code ids} into lists of at most {@code longest}.
     *
     * @throws io.sepia.error.InvalidKeyException if one of them cannot be the id of an object of this class
     */
    IdLists(String className, Collection<String> ids, int longest) {
        ObjectKey.checkClassName(className);
        this.ids = ids.stream()
                .map(id -> new ObjectKey(className, id).id())
                .distinct()
                .toList();
        this.longest = longest;
    }

    @FunctionalInterface
    interface Action {
        void accept(IdList list) throws SQLException;
    }

    void forEach(Action action) throws SQLException {
        for (int from = 0; from < ids.size(); from += longest) {
            action.accept(new IdList(ids.subList(from, Math.min(ids.size(), from + longest))));
        }
    }

    /** One list. */
    record IdList(List<String> ids) {
        /** The statement of {@code sql}, the list and {@code suffix}, with class name and ids bound. */
        PreparedStatement bind(StatementCache statements, String sql, String suffix, String className)
                throws SQLException {
            PreparedStatement statement = statements.prepare(sql + parameters() + suffix);
            bind(statement, className);
            return statement;
        }

        /** The list as it stands in a statement. */
        String parameters() {
            return "(?" + ", ?".repeat(size(ids.size()) - 1) + ")";
        }

        /** Binds class name and ids, from the first parameter on. */
        void bind(PreparedStatement statement, String className) throws SQLException {
            int size = size(ids.size());
            statement.setString(1, className);
            for (int i = 0; i < size; i++) {
                statement.setString(i + 2, ids.get(Math.min(i, ids.size() - 1)));
            }
        }

        private static int size(int needed) {
            for (int size : SIZES) {
                if (size >= needed) {
                    return size;
                }
            }
            return needed;
        }
    }
}
