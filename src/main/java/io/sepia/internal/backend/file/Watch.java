package io.sepia.internal.backend.file;

import io.sepia.change.Change;
import io.sepia.change.ChangeKind;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.OutsideChanges;
import io.sepia.internal.backend.snapshot.HeldDocument;
import io.sepia.internal.backend.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
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
 * Finds external changes by comparing times and sizes of all files with those of the last scan. Scans take at most a
 * twentieth of the time. Changes that the journal explains are taken from the journal instead. See decision 0053.
 */
final class Watch implements OutsideChanges {
    private static final int SHARE = 20;

    private final FileStorage store;
    private final DocumentFiles files;
    private Map<ObjectKey, Seen> seen = new HashMap<>();
    private long next = System.nanoTime();

    /** An object at the last scan: its record in the journal, the stamp of its files, and its version. */
    private record Seen(@Nullable FileRecord record, long stamp, long version) {}

    Watch(FileStorage store, DocumentFiles files) {
        this.store = store;
        this.files = files;
    }

    @Override
    public void begin() {
        store.journaled();
        scan(new ArrayList<>());
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
            stamp = stamp(files.path(key, document.file()));
        } catch (IOException e) {
            return; // It was just deleted, which the next scan finds.
        }
        long version = record == null ? 1 : record.version();
        if (before != null && before.stamp() == stamp && Objects.equals(before.record(), record)) {
            now.put(key, before);
            return;
        }
        boolean explained = record != null && (before == null || !record.equals(before.record()));
        if (explained) {
            now.put(key, new Seen(record, stamp, version));
            return;
        }
        StoredDocument edited = store.edited(document);
        if (edited == null) {
            now.put(key, new Seen(record, before == null ? stamp : before.stamp(), version));
            return;
        }
        now.put(key, new Seen(record, stamp, edited.version()));
        if (before == null || before.record() == null || !Objects.equals(before.stamp(), stamp)) {
            ChangeKind kind = before == null ? ChangeKind.CREATED : ChangeKind.UPDATED;
            found.add(new Change(key, kind, edited.version(), edited.updatedAt(), 0));
        }
    }

    /** Returns a number that changes when the file, or anything in the directory, changes. */
    static long stamp(Path path) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        long stamp = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS) * 31 + attributes.size();
        stamp = stamp * 31 + Objects.hashCode(attributes.fileKey());
        if (attributes.isDirectory()) {
            for (Path each : Places.list(path)) {
                if (!Files.isSymbolicLink(each)) {
                    stamp += stamp(each);
                }
            }
        }
        return stamp;
    }
}
