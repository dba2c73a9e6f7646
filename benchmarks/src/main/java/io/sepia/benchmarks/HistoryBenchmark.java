package io.sepia.benchmarks;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.benchmarks.StoresInTurn.Note;
import io.sepia.document.HistoryRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The cost of generations for saves through {@code Storage}: a store without any history, one in which only another
 * class has a history, and one that keeps each save. Takes the arguments of {@link StoresInTurn}.
 */
final class HistoryBenchmark {
    private HistoryBenchmark() {}

    public static void main(String[] args) throws IOException {
        StoresInTurn.run(args, "of another class", "each save kept", HistoryBenchmark::open, stores -> {
            stores.compareSaves();
            stores.compareBulk(
                    "save " + StoresInTurn.BULK + " stored objects at once",
                    (storage, i) ->
                            storage.saveAll(notes(j -> StoresInTurn.stored((long) i * StoresInTurn.BULK + j, i))));
            stores.compareBulk(
                    "save " + StoresInTurn.BULK + " new objects at once",
                    (storage, i) -> storage.saveAll(notes(j -> StoresInTurn.fresh("bulk" + i + "-" + j, i))));
        });
    }

    private static List<Note> notes(IntFunction<Note> maker) {
        return IntStream.range(0, StoresInTurn.BULK).mapToObj(maker).toList();
    }

    private static List<Storage> open(Path directory, String durability) {
        List<Storage> stores = new ArrayList<>();
        for (String kept : List.of("", "other", "note")) {
            Storage storage = StorageBuilder.of(directory.resolve(stores.size() + ".db"))
                    .option("synchronous", durability)
                    .open();
            stores.add(storage);
            if (!kept.isEmpty()) {
                storage.documents(kept).keepHistory(HistoryRule.ALL);
            }
        }
        return stores;
    }
}
