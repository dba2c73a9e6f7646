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

    Copies(DocumentFiles files) {
        this.files = files;
    }

    @Override
    public @Nullable ObjectKey original(Node.Directory copy, @Nullable String id) {
        try {
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
        } catch (IOException e) {
            throw new StorageFailureException("The containers of " + files.root() + " cannot be read", e);
        }
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
