package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random searches by words find what the tokenizer finds in the stored documents, whatever was done to these. The
 * number of searches is set by {@code -Dsepia.searches}, that of documents by {@code -Dsepia.notes}, the seed by
 * {@code -Dsepia.seed}; {@code -Dsepia.texts} names a compressed file whose lines are the texts.
 */
interface RandomWordSearchContract extends StorageFixture {
    int SEARCHES = Integer.getInteger("sepia.searches", 36);
    int SEED = Integer.getInteger("sepia.seed", 1);

    /** So many that an index serves the class. */
    int NOTES = Integer.getInteger("sepia.notes", 1_050);

    /** The states of the store that are searched. */
    int STATES = 6;

    @Test
    default void search_random_findsWhatTheTokenizerFinds() {
        RandomNotes drawn = new RandomNotes(SEED);
        Runnable search = () -> RandomNotes.compare(
                storage(),
                IntStream.range(0, SEARCHES / STATES)
                        .mapToObj(i -> drawn.search())
                        .toList());

        storage().saveAll(drawn.notes(0, NOTES));
        search.run();
        storage().saveAll(drawn.notes(NOTES - 20, NOTES + 30));
        search.run();
        storage()
                .deleteAll(
                        RandomNotes.Note.class,
                        IntStream.range(0, 140).mapToObj(i -> "n" + i * 7).toList());
        search.run();
        rolledBack(transaction -> {
            transaction.saveAll(drawn.notes(500, 700));
            transaction.deleteAll(RandomNotes.Note.class, List.of("n1", "n2", "n3"));
            assertThat(transaction
                            .search(RandomNotes.Note.class, "title:engine", NOTES)
                            .size())
                    .isEqualTo((int) transaction
                            .query(RandomNotes.Note.class)
                            .matching("title:engine")
                            .count());
        });
        search.run();
        storage().saveAll(drawn.notes(300, 600));
        search.run();

        Storage copy = Storage.open("memory", Map.of());
        try (copy) {
            storage().contents().copyTo(copy);
            RandomNotes.compare(
                    copy,
                    IntStream.range(0, SEARCHES / STATES)
                            .mapToObj(i -> drawn.search())
                            .toList());
            storage().clear(RandomNotes.Note.class);
            copy.saveAll(drawn.notes(0, 50));
            copy.contents().copyTo(storage());
        }
        search.run();
    }

    @Test
    @Timeout(120)
    default void search_uglyText_isAnAnswer() {
        RandomNotes drawn = new RandomNotes(SEED);
        storage().saveAll(drawn.notes(0, NOTES));
        List<String> searches = new ArrayList<>(
                IntStream.range(0, 200).mapToObj(i -> drawn.ugly()).toList());
        searches.add("engine ".repeat(100_000));
        searches.add("\"" + "engine ".repeat(100_000));

        for (int i = 0; i < searches.size(); i++) {
            String words = searches.get(i);
            int found = storage().search(RandomNotes.Note.class, words, NOTES).size();
            // Each tenth, because most backends read all objects for each search.
            if (i % 10 == 0) {
                assertThat(storage()
                                .query(RandomNotes.Note.class)
                                .matching(words)
                                .count())
                        .as(words)
                        .isEqualTo(found);
            }
        }
    }
}
