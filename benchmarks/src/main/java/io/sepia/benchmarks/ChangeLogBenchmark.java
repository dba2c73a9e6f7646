package io.sepia.benchmarks;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What the log of changes costs a save through {@code Storage}: a store that never kept a log, one that keeps it, and
 * one that kept it and was switched off. Arguments as {@link StoresInTurn}.
 */
final class ChangeLogBenchmark {
    private ChangeLogBenchmark() {}

    public static void main(String[] args) throws IOException {
        StoresInTurn.run(args, "on", "off again", ChangeLogBenchmark::open, StoresInTurn::compareSaves);
    }

    private static List<Storage> open(Path directory, String durability) {
        open(directory.resolve("2.db"), durability, "on").close();
        return List.of(
                open(directory.resolve("0.db"), durability, "as_stored"),
                open(directory.resolve("1.db"), durability, "on"),
                open(directory.resolve("2.db"), durability, "off"));
    }

    private static Storage open(Path file, String durability, String changes) {
        return StorageBuilder.of(file)
                .option("synchronous", durability)
                .option("changes", changes)
                .open();
    }
}
