package io.sepia.internal.notice;

import io.sepia.change.Change;
import io.sepia.change.ChangeKind;
import io.sepia.document.ObjectKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one transaction has written: of each object the latest change, in the order of their latest changes. An object
 * that came and went within the transaction is no change. Used by one thread at a time until it is in line.
 */
final class WriteRecord {
    enum State {
        OPEN,
        COMMITTED,
        ROLLED_BACK
    }

    private final Map<ObjectKey, Change> changes = new LinkedHashMap<>();
    private final Map<ObjectKey, Boolean> created = new LinkedHashMap<>();

    /** Guarded by the notices whose line it stands in. */
    State state = State.OPEN;

    boolean inLine;

    /** What {@link OwnChanges} expects because of it. */
    final List<Change> announced = new ArrayList<>();

    void add(Change change) {
        ObjectKey key = change.key();
        switch (change.kind()) {
            case CREATED -> created.putIfAbsent(key, true);
            case UPDATED, DELETED -> created.putIfAbsent(key, false);
        }
        changes.remove(key);
        boolean isNew = created.get(key);
        switch (change.kind()) {
            case DELETED -> {
                if (isNew) {
                    created.remove(key);
                } else {
                    changes.put(key, change);
                }
            }
            case CREATED, UPDATED ->
                changes.put(
                        key,
                        isNew
                                ? new Change(key, ChangeKind.CREATED, change.version(), change.at(), change.sequence())
                                : change);
        }
    }

    List<Change> changes() {
        return List.copyOf(changes.values());
    }
}
