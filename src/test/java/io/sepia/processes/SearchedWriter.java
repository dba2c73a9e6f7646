package io.sepia.processes;

import io.sepia.Storage;
import io.sepia.contract.RandomNotes;
import io.sepia.contract.RandomNotes.Note;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A process that saves and deletes notes until it is killed. Its first line of output says that it has begun. */
final class SearchedWriter {
    static final int NOTES = 1_200;

    private SearchedWriter() {}

    public static void main(String[] args) {
        long seed = Long.parseLong(args[1]);
        RandomNotes drawn = new RandomNotes(seed);
        Random random = new Random(seed);
        try (Storage storage = Storage.open(Path.of(args[0]))) {
            while (true) {
                int from = random.nextInt(NOTES - 50);
                List<String> deleted = IntStream.generate(() -> random.nextInt(NOTES))
                        .limit(10)
                        .mapToObj(i -> "n" + i)
                        .toList();
                storage.useTransaction(transaction -> {
                    transaction.saveAll(drawn.notes(from, from + 1 + random.nextInt(50)));
                    transaction.deleteAll(Note.class, deleted);
                });
                System.out.println("written");
            }
        }
    }
}
