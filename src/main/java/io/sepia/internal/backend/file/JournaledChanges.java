package io.sepia.internal.backend.file;

import io.sepia.change.Change;
import io.sepia.change.ChangeKind;
import io.sepia.document.ObjectKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The changes of other stores that a store reads in the journal, while the directory is watched. Not thread-safe. */
final class JournaledChanges {
    private final Map<ObjectKey, Change> external = new LinkedHashMap<>();
    private final Set<ObjectKey> deleted = new HashSet<>();
    private boolean watched;
    /** The records before the journal was read from its beginning; null unless that has begun and not ended. */
    private @Nullable Map<ObjectKey, FileRecord> before;

    /** Returns the external changes since the last call. The first call starts collecting them. */
    List<Change> take() {
        watched = true;
        List<Change> taken = List.copyOf(external.values());
        external.clear();
        return taken;
    }

    /** Returns whether the journal has an object's deletion; its missing file then is not an external change. */
    boolean isDeleted(ObjectKey key) {
        return deleted.contains(key);
    }

    /**
     * Adds the change of an entry.
     *
     * @param records the last records of the objects before it
     */
    void add(JournalEntry entry, Map<ObjectKey, FileRecord> records, boolean isExternal) {
        if (entry instanceof JournalEntry.Put put) {
            saved(put.key(), put.record(), isExternal);
        } else if (entry instanceof JournalEntry.Gone gone) {
            deleted(gone.key(), records.get(gone.key()), isExternal);
        }
    }

    private void saved(ObjectKey key, FileRecord record, boolean isExternal) {
        if (watched) {
            deleted.remove(key);
            if (isExternal) {
                add(record.saved(key));
            }
        }
    }

    /** @param record the last record of the object; null if it had none */
    private void deleted(ObjectKey key, @Nullable FileRecord record, boolean isExternal) {
        if (watched) {
            deleted.add(key);
            if (isExternal && record != null) {
                Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
                add(new Change(key, ChangeKind.DELETED, record.version(), now, 0));
            }
        }
    }

    private void add(Change change) {
        // Removed first, so that changes are in the order of their commits.
        external.remove(change.key());
        external.put(change.key(), change);
    }

    /** Must be called before the journal is read from its beginning. */
    void restart(Map<ObjectKey, FileRecord> records) {
        if (watched && before == null) {
            before = new HashMap<>(records);
        }
    }

    /**
     * Must be called after all of the journal was read from its beginning. Collects the changes of transactions that it
     * no longer has, because another store has rewritten it.
     */
    void restarted(Map<ObjectKey, FileRecord> records) {
        Map<ObjectKey, FileRecord> known = before;
        before = null;
        if (known != null) {
            records.forEach((key, record) -> {
                if (!record.equals(known.get(key))) {
                    saved(key, record, true);
                }
            });
            known.forEach((key, record) -> {
                if (!records.containsKey(key)) {
                    deleted(key, record, true);
                }
            });
        }
    }
}
