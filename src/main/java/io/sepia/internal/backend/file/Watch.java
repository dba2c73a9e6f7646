package io.sepia.internal.backend.file;

import io.sepia.change.Change;
import io.sepia.change.ChangeKind;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageException;
import io.sepia.internal.backend.OutsideChanges;
import io.sepia.internal.backend.snapshot.HeldDocument;
import io.sepia.internal.backend.snapshot.Snapshot;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds external changes by comparing the stamps of all files with those of the last scan. Scans take at most a
 * twentieth of the time. Changes that the journal explains are taken from the journal instead. See decision 0053.
 */
final class Watch implements OutsideChanges {
    private static final int SHARE = 20;

    private final FileStorage store;
    private final DocumentFiles files;
    private Map<ObjectKey, Seen> seen = new HashMap<>();
    /** Whether the first scan has ended, which reports nothing. */
    private boolean polled;

    private long next = System.nanoTime();

    /**
     * An object at the last scan: its record in the journal, the stamp of its files, and the version of its content.
     */
    private record Seen(@Nullable FileRecord record, long stamp, long version) {}

    Watch(FileStorage store, DocumentFiles files) {
        this.store = store;
        this.files = files;
    }

    @Override
    public void begin() {
        store.journaled();
        scan(new ArrayList<>());
        polled = true;
        store.journaled();
    }

    @Override
    public Optional<List<Change>> poll() {
        long begin = System.nanoTime();
        if (begin < next) {
            return Optional.empty();
        }
        List<Change> found = new ArrayList<>();
        scan(found);
        found.addAll(0, store.journaled());
        next = System.nanoTime() + SHARE * Math.max(TimeUnit.MICROSECONDS.toNanos(100), System.nanoTime() - begin);
        return Optional.of(found);
    }

    private void scan(List<Change> found) {
        Snapshot snapshot = store.committed();
        Map<ObjectKey, Seen> now = new HashMap<>(seen.size() * 2);
        for (String className : snapshot.classes().keySet()) {
            for (String id : snapshot.ids(className)) {
                HeldDocument held = snapshot.held(new ObjectKey(className, id));
                if (held instanceof FileDocument document) {
                    look(document, now, found);
                }
            }
        }
        Instant time = Instant.now().truncatedTo(ChronoUnit.MICROS);
        seen.forEach((key, before) -> {
            if (!now.containsKey(key) && !store.isDeleted(key)) {
                found.add(new Change(key, ChangeKind.DELETED, before.version(), time, 0));
            }
        });
        seen = now;
    }

    private void look(FileDocument document, Map<ObjectKey, Seen> now, List<Change> found) {
        ObjectKey key = document.key();
        FileRecord record = document.record();
        Seen before = seen.get(key);
        long stamp;
        try {
            stamp = Stamps.settled(files.path(key, document.file()));
        } catch (IOException e) {
            return; // It was just deleted, which the next scan finds.
        }
        boolean isSame = before != null && Objects.equals(before.record(), record);
        if (isSame && stamp != 0 && before.stamp() == stamp) {
            now.put(key, before);
            return;
        }
        long recorded = record == null ? 1 : record.version();
        boolean isFirst = before == null && !polled;
        if (isFirst && record != null) {
            now.put(key, new Seen(record, stamp, recorded));
            return;
        }
        // The journal tells of the record. The file may have been edited since.
        long known = isSame ? before.version() : record == null ? 0 : recorded;
        Change change = change(document, before == null && record == null ? ChangeKind.CREATED : ChangeKind.UPDATED);
        if (change == null) {
            now.put(key, new Seen(record, 0, known));
            return;
        }
        now.put(key, new Seen(record, stamp, change.version()));
        if (change.version() != known) {
            found.add(change);
        }
    }

    /** Returns the change to what a file contains now, or null if that cannot be told yet. */
    private @Nullable Change change(FileDocument document, ChangeKind kind) {
        try {
            StoredDocument present = store.present(document);
            return present == null ? null : new Change(document.key(), kind, present.version(), present.updatedAt(), 0);
        } catch (StorageBusyException e) {
            return null; // Another store is replacing the file.
        } catch (StorageException e) {
            // The object cannot be read as the file is now. A version after the recorded one stands for that.
            FileRecord record = document.record();
            Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
            return new Change(document.key(), kind, record == null ? 1 : record.version() + 1, now, 0);
        }
    }
}
