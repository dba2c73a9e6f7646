package io.sepia.backend.jpa;

import io.sepia.backend.DocumentWrite;
import io.sepia.document.ObjectKey;
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
record ChangedRows(boolean deleted, boolean refusable, Predicate<StoredObject.Key> rows) {
    /** No rows of objects. */
    static final ChangedRows NONE = new ChangedRows(false, false, row -> false);

    /** @param refusable whether even one of them may be refused after its row was written */
    static ChangedRows saved(List<DocumentWrite> writes, boolean refusable) {
        if (writes.size() == 1) {
            StoredObject.Key only = row(writes.get(0).key());
            return new ChangedRows(false, refusable, only::equals);
        }
        return new ChangedRows(false, true, new SavedRows(writes));
    }

    static ChangedRows deleted(ObjectKey key) {
        return new ChangedRows(true, false, row(key)::equals);
    }

    static ChangedRows deleted(String className, Collection<String> ids) {
        return new ChangedRows(true, false, row -> row.className().equals(className) && ids.contains(row.objectId()));
    }

    static ChangedRows cleared(String className) {
        return new ChangedRows(true, false, row -> row.className().equals(className));
    }

    static ChangedRows cleared() {
        return new ChangedRows(true, false, row -> true);
    }

    private static StoredObject.Key row(ObjectKey key) {
        return new StoredObject.Key(key.className(), key.id());
    }

    /** The rows of many writes, gathered when somebody asks, which is seldom. */
    private static final class SavedRows implements Predicate<StoredObject.Key> {
        private final List<DocumentWrite> writes;
        private final Set<StoredObject.Key> rows = new HashSet<>();

        SavedRows(List<DocumentWrite> writes) {
            this.writes = writes;
        }

        @Override
        public boolean test(StoredObject.Key row) {
            if (rows.isEmpty()) {
                writes.forEach(each -> rows.add(row(each.key())));
            }
            return rows.contains(row);
        }
    }
}
