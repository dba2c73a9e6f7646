package io.sepia.internal.backend.file;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/** Files of other programs in the directories of containers, which the store never deletes. See decision 0303. */
final class Leftovers {
    /** Tells the files of the store from those of other programs. */
    @FunctionalInterface
    interface Parts {
        boolean test(Path file) throws IOException;
    }

    private Leftovers() {}

    /** Returns whether a directory has such files. */
    static boolean areIn(Path directory, DirectoryReader reader) throws IOException {
        for (Path each : Places.list(directory)) {
            if (Places.isDirectory(each) ? areIn(each, reader) : !reader.isPart(each)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Moves such files to the same place in another directory. One whose name is taken there gets a longer name. Can be
     * repeated after a crash.
     */
    static void move(Path from, Path to, DirectoryReader reader) throws IOException {
        boolean moved = false;
        for (Path each : Places.list(from)) {
            if (Places.isDirectory(each)) {
                if (areIn(each, reader)) {
                    Path target = free(each, to, true);
                    if (!Places.exists(target)) {
                        Files.createDirectory(target);
                        moved = true;
                    }
                    move(each, target, reader);
                }
            } else if (!reader.isPart(each)) {
                move(each, free(each, to, false));
                moved = true;
            }
        }
        if (moved) {
            Places.sync(to);
        }
    }

    /** Returns the path of a file in another directory that replaces nothing there. */
    private static Path free(Path file, Path directory, boolean isDirectory) {
        Path target = directory.resolve(file.getFileName());
        while (Places.exists(target) && !(isDirectory && Places.isDirectory(target))) {
            target = target.resolveSibling(target.getFileName() + "~");
        }
        return target;
    }

    private static void move(Path file, Path target) throws IOException {
        try {
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            // The directory of the class is on another file system.
            Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
            if (Places.isFile(target)) {
                Places.sync(target);
            }
            Places.sync(Objects.requireNonNull(target.getParent()));
            Files.delete(file);
        }
    }

    /** Deletes the other files of a directory, and the directory itself unless it has such files. */
    static void keep(Path directory, Parts isPart) throws IOException {
        boolean isEmpty = true;
        for (Path each : Places.list(directory)) {
            if (Places.isDirectory(each)) {
                keep(each, isPart);
                isEmpty &= !Places.exists(each);
            } else if (isPart.test(each)) {
                Files.deleteIfExists(each);
            } else {
                isEmpty = false;
            }
        }
        if (isEmpty) {
            Files.deleteIfExists(directory);
        }
    }
}
