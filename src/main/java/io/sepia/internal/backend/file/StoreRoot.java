package io.sepia.internal.backend.file;

import io.sepia.document.ObjectKey;
import io.sepia.error.ConfigurationException;
import io.sepia.error.StorageFailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The directory of a file store. */
final class StoreRoot {
    private StoreRoot() {}

    /**
     * Returns the real path of the directory, of which the last parts may be missing.
     *
     * @throws ConfigurationException if {@code path} is empty or something else than a directory
     * @throws StorageFailureException if it cannot be reached
     */
    static Path of(Path path) {
        if (path.toString().isEmpty() || path.toString().indexOf('\0') >= 0) {
            throw new ConfigurationException("Option path of backend filesystem is empty. Name a directory.");
        }
        try {
            if (Files.exists(path) && !Files.isDirectory(path)) {
                throw new ConfigurationException("Option path of backend filesystem is " + path
                        + ", which is not a directory. Name a directory.");
            }
            Path there = path.toAbsolutePath().normalize();
            List<Path> missing = new ArrayList<>();
            while (!Files.exists(there) && there.getParent() != null) {
                missing.add(0, Objects.requireNonNull(there.getFileName()));
                there = there.getParent();
            }
            Path real = there.toRealPath();
            for (Path each : missing) {
                real = real.resolve(each);
            }
            return real;
        } catch (IOException e) {
            throw new StorageFailureException("The directory " + path + " cannot be reached: " + e.getMessage(), e);
        }
    }

    /**
     * Returns the directories of classes, by class.
     *
     * @param unrecognized receives the other files, except for hidden ones
     */
    static Map<String, Path> classes(Path root, Consumer<Path> unrecognized) throws IOException {
        Map<String, Path> found = new TreeMap<>(ObjectKey.TEXT_ORDER);
        for (Path each : Places.list(root)) {
            String name = Places.name(each);
            if (name == null) {
                unrecognized.accept(each);
            } else if (!name.startsWith(".")) {
                ObjectKey key = FileNames.key(FileNames.text(name), "any");
                if (key != null && Places.isDirectory(each)) {
                    found.merge(key.className(), each, (one, other) -> {
                        unrecognized.accept(other);
                        return one;
                    });
                } else {
                    unrecognized.accept(each);
                }
            }
        }
        return found;
    }
}
