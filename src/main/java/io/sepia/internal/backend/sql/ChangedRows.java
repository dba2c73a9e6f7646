package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.DocumentWrite;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which rows a write changes. A session may hold entities of them, which are then out of date.
 *
 * @param deleted whether the rows are gone
 * @param refusable whether the write may be refused after it has changed some of the rows
 * @param rows tells whether a row is one of them
 */
public record ChangedRows(boolean deleted, boolean refusable, Predicate<ObjectKey> rows) {
    /** No rows of objects. */
    static final ChangedRows NONE = new ChangedRows(false, false, row -> false);

    /** @param refusable whether even one of them may be refused after its row was written */
    static ChangedRows saved(List<DocumentWrite> writes, boolean refusable) {
        if (writes.size() == 1) {
            ObjectKey only = writes.get(0).key();
            return new ChangedRows(false, refusable, only::equals);
        }
        return new ChangedRows(false, true, new SavedRows(writes));
    }

    static ChangedRows deleted(ObjectKey key) {
        return new ChangedRows(true, false, key::equals);
    }

    static ChangedRows deleted(String className, Collection<String> ids) {
        return new ChangedRows(true, false, row -> row.className().equals(className) && ids.contains(row.id()));
    }

    static ChangedRows cleared(String className) {
        return new ChangedRows(true, false, row -> row.className().equals(className));
    }

    static ChangedRows cleared() {
        return new ChangedRows(true, false, row -> true);
    }

    /** The rows of many writes, gathered when somebody asks, which is seldom. */
    private static final class SavedRows implements Predicate<ObjectKey> {
        private final List<DocumentWrite> writes;
        private final Set<ObjectKey> rows = new HashSet<>();

        SavedRows(List<DocumentWrite> writes) {
            this.writes = writes;
        }

        @Override
        public boolean test(ObjectKey row) {
            if (rows.isEmpty()) {
                writes.forEach(each -> rows.add(each.key()));
            }
            return rows.contains(row);
        }
    }
}
