package io.sepia.internal.backend.sql;

import io.sepia.internal.backend.DocumentWrite;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which classes have unique indexes, asked of the database once in a transaction. One that another transaction builds
 * meanwhile does not look at what this one writes.
 */
final class UniqueClasses {
    private final TransactionSession session;
    private final Map<String, Boolean> known = new HashMap<>();

    UniqueClasses(TransactionSession session) {
        this.session = session;
    }

    /** Whether one of the documents is of such a class. */
    boolean anyOf(List<DocumentWrite> writes) {
        boolean any = false;
        for (DocumentWrite each : writes) {
            any |= contains(each.key().className());
        }
        return any;
    }

    private boolean contains(String className) {
        Boolean unique = known.get(className);
        if (unique == null) {
            unique = session.read(
                    () -> "Looking for unique indexes of class " + className,
                    statements -> new IndexRecords(statements)
                            .ofClass(className).stream()
                                    .anyMatch(each -> each.definition().unique()));
            known.put(className, unique);
        }
        return unique;
    }

    /** Whether the database has not been asked about the document's class yet. */
    boolean isUnknown(DocumentWrite write) {
        return !known.containsKey(write.key().className());
    }

    /** Takes note of what a write has shown of its class. */
    void learn(DocumentWrite write, boolean unique) {
        known.put(write.key().className(), unique);
    }

    /** To be called when this transaction has made or dropped an index. */
    void forget() {
        known.clear();
    }
}
