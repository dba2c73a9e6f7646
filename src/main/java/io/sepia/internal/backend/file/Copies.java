package io.sepia.internal.backend.file;

import io.sepia.document.ObjectKey;
import io.sepia.error.StorageFailureException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the object of which a container holds a copy: by the id in the entry of a list, otherwise by equality. The
 * Crystal library puts a copy of a container into each container that refers to it, and stores the container itself in
 * the directory of its class. See decision 0052.
 */
final class Copies implements Container.Nested {
    private static final long FRESH_NANOS = 1_000_000_000;

    private final DocumentFiles files;
    /** Containers by the text of {@code data.json}; rebuilt when a container that it names has changed. */
    private volatile @Nullable Map<String, List<ObjectKey>> byData;

    private volatile long made;
    private final CopyOrigins origins;
    /** The copies that are found while they are recorded; otherwise null. */
    private volatile @Nullable Map<CopyOrigins.Copy, ObjectKey> gathered;

    Copies(DocumentFiles files) {
        this.files = files;
        this.origins = new CopyOrigins(files.root());
    }

    @Override
    public @Nullable ObjectKey original(Node.Directory copy, Container.Place place, @Nullable String id) {
        try {
            ObjectKey holder = place.holder();
            ObjectKey known = holder == null ? null : origins.of(copy(copy, holder, place));
            if (known != null && Places.isDirectory(path(known))) {
                return known;
            }
            ObjectKey found = find(copy, id);
            if (found != null && holder != null) {
                seen(copy(copy, holder, place), found);
            }
            return found;
        } catch (IOException e) {
            throw new StorageFailureException("The containers of " + files.root() + " cannot be read", e);
        }
    }

    private static CopyOrigins.Copy copy(Node.Directory copy, ObjectKey holder, Container.Place place) {
        return new CopyOrigins.Copy(holder, place.path(), copy.layout());
    }

    private void seen(CopyOrigins.Copy copy, ObjectKey origin) {
        Map<CopyOrigins.Copy, ObjectKey> into = gathered;
        if (into != null) {
            into.put(copy, origin);
        }
    }

    /**
     * Records the objects of which containers hold copies, before one of these objects is changed. The caller must hold
     * the write lock.
     *
     * @param holders reads the containers
     */
    void record(Runnable holders, Path temporary) throws IOException {
        Map<CopyOrigins.Copy, ObjectKey> found = new ConcurrentHashMap<>();
        byData = null;
        gathered = found;
        try {
            holders.run();
        } finally {
            gathered = null;
        }
        if (!found.isEmpty()) {
            origins.add(found, temporary);
        }
    }

    private @Nullable ObjectKey find(Node.Directory copy, @Nullable String id) throws IOException {
        List<ObjectKey> candidates = new ArrayList<>();
        if (id != null) {
            for (String className : new TreeMap<>(files.directories()).keySet()) {
                ObjectKey key = FileNames.key(className, id);
                if (key != null && Places.isDirectory(path(key))) {
                    candidates.add(key);
                }
            }
            if (candidates.size() == 1) {
                return candidates.get(0);
            }
        } else {
            Map<String, List<ObjectKey>> known = byData;
            if (known == null || !known.containsKey(text(copy)) && System.nanoTime() - made > FRESH_NANOS) {
                known = index();
                made = System.nanoTime();
                byData = known;
            }
            candidates.addAll(known.getOrDefault(text(copy), List.of()));
        }
        List<ObjectKey> equal = new ArrayList<>();
        for (ObjectKey key : candidates) {
            Node.Directory original = files.reader().read(path(key));
            if (original != null && plain(original).equals(plain(copy))) {
                equal.add(key);
            }
        }
        return equal.size() == 1 ? equal.get(0) : null;
    }

    private Path path(ObjectKey key) {
        Path path = files.path(key, FileNames.ofId(key.id()));
        // The Crystal library does not escape ids that end in digits.
        return Places.isDirectory(path) || !FileNames.ofKey(key.id()).equals(key.id())
                ? path
                : files.path(key, key.id());
    }

    private static Node.Directory plain(Node.Directory directory) {
        return new Node.Directory(text(directory), null, directory.children());
    }

    private static String text(Node.Directory directory) {
        return Objects.requireNonNullElse(directory.data(), "");
    }

    private Map<String, List<ObjectKey>> index() throws IOException {
        Map<String, List<ObjectKey>> index = new HashMap<>();
        for (Map.Entry<String, Path> each : new TreeMap<>(files.directories()).entrySet()) {
            for (Path path : Places.list(each.getValue())) {
                String name = Places.name(path);
                ObjectKey key = name == null ? null : FileNames.key(each.getKey(), FileNames.id(name));
                byte[] data =
                        key == null || !Places.isDirectory(path) ? null : Places.read(path.resolve(Container.DATA));
                String text = data == null ? null : FileNames.text(data);
                if (text != null) {
                    index.computeIfAbsent(text, any -> new ArrayList<>()).add(key);
                }
            }
        }
        return index;
    }
}
