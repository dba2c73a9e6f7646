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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Compares times and sizes of all files with those of the last look, which takes at most a twentieth of the time. What
 * the journal explains is no change of others: it tells of them itself.
 */
final class Watch implements OutsideChanges {
    private static final int SHARE = 20;

    private final Store store;
    private final DocumentFiles files;
    private Map<ObjectKey, Seen> seen = new HashMap<>();
    private long next = System.nanoTime();

    /** What the watch asks the store. */
    interface Store {
        /** The committed state now. */
        Snapshot committed();

        /** What others have committed by way of the journal since the last call. */
        List<Change> journaled();

        /**
         * The document if it is in the committed state and its file is not what the journal says; null if not, or if
         * the store itself is just replacing files.
         */
        @Nullable
        StoredDocument edited(FileDocument document);

        /** Whether the store itself, or another one by way of the journal, has deleted an object. */
        boolean isDeleted(ObjectKey key);
    }

    /**
     * How an object was.
     *
     * @param record what the journal knew of it
     * @param stamp of its files
     * @param version of it
     */
    private record Seen(@Nullable FileRecord record, long stamp, long version) {}

    Watch(Store store, DocumentFiles files) {
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
    public List<Change> look() {
        long begin = System.nanoTime();
        if (begin < next) {
            return List.of();
        }
        List<Change> found = new ArrayList<>();
        scan(found);
        found.addAll(0, store.journaled());
        next = System.nanoTime() + SHARE * Math.max(TimeUnit.MICROSECONDS.toNanos(100), System.nanoTime() - begin);
        return found;
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
        for (Map.Entry<ObjectKey, Seen> each : seen.entrySet()) {
            if (!now.containsKey(each.getKey()) && !store.isDeleted(each.getKey())) {
                found.add(new Change(
                        each.getKey(),
                        ChangeKind.DELETED,
                        each.getValue().version(),
                        Instant.now().truncatedTo(ChronoUnit.MICROS),
                        0));
            }
        }
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
            return; // It has just gone, which the next look finds.
        }
        long version = record == null ? 1 : record.version();
        if (before != null && before.record() == record && before.stamp() == stamp) {
            now.put(key, before);
            return;
        }
        boolean explained = record != null && (before == null || before.record() != record);
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

    /** The same as long as nobody has changed the file, or anything in the directory. */
    private static long stamp(Path path) throws IOException {
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
