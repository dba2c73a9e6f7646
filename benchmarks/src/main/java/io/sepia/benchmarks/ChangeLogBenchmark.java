package io.sepia.benchmarks;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The cost of the change log for saves through {@code Storage}: a store that never had a log, one that has it on, and
 * one whose log was switched off. Takes the arguments of {@link StoresInTurn}.
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
