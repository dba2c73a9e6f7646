package io.sepia.backend.jpa;

import io.sepia.backend.DocumentWrite;
import io.sepia.document.ObjectKey;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which rows statements have changed. A session that holds entities of such rows holds them in vain.
 *
 * @param deleted whether the rows are gone
 * @param entities tells whether an entity is of such a row
 */
record ChangedRows(boolean deleted, Predicate<StoredObject> entities) {
    /** No rows of objects. */
    static final ChangedRows NONE = new ChangedRows(false, entity -> false);

    static ChangedRows saved(List<DocumentWrite> writes) {
        if (writes.size() == 1) {
            ObjectKey key = writes.get(0).key();
            return new ChangedRows(false, entity -> isOf(entity, key));
        }
        return new ChangedRows(false, new Predicate<>() {
            private final Set<StoredObject.Key> keys = new HashSet<>();

            @Override
            public boolean test(StoredObject entity) {
                if (keys.isEmpty()) {
                    writes.forEach(each -> keys.add(new StoredObject.Key(
                            each.key().className(), each.key().id())));
                }
                return keys.contains(new StoredObject.Key(entity.getClassName(), entity.getObjectId()));
            }
        });
    }

    static ChangedRows deleted(ObjectKey key) {
        return new ChangedRows(true, entity -> isOf(entity, key));
    }

    static ChangedRows deleted(String className, Collection<String> ids) {
        return new ChangedRows(
                true, entity -> entity.getClassName().equals(className) && ids.contains(entity.getObjectId()));
    }

    static ChangedRows cleared(String className) {
        return new ChangedRows(true, entity -> entity.getClassName().equals(className));
    }

    static ChangedRows cleared() {
        return new ChangedRows(true, entity -> true);
    }

    private static boolean isOf(StoredObject entity, ObjectKey key) {
        return entity.getClassName().equals(key.className())
                && entity.getObjectId().equals(key.id());
    }
}
