package io.sepia.internal.backend.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

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

    /** Moves such files to the same place in another directory. Can be repeated after a crash. */
    static void move(Path from, Path to, DirectoryReader reader) throws IOException {
        boolean moved = false;
        for (Path each : Places.list(from)) {
            Path target = to.resolve(each.getFileName());
            if (Places.isDirectory(each)) {
                if (areIn(each, reader)) {
                    if (!Places.isDirectory(target)) {
                        Files.createDirectory(target);
                    }
                    move(each, target, reader);
                }
            } else if (!reader.isPart(each)) {
                Files.move(each, target, StandardCopyOption.ATOMIC_MOVE);
                moved = true;
            }
        }
        if (moved) {
            Places.sync(to);
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
