package io.sepia.contract;

import static io.sepia.Field.field;

import io.sepia.ObjectQuery;
import io.sepia.Storage;
import io.sepia.StorageOperations;
import io.sepia.error.RetryableException;
import io.sepia.model.Searchable;
import io.sepia.model.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Random writes, and queries whose results they change. */
public final class LiveWrites {
    private static final int IDS = 120;
    private static final List<String> WORDS = List.of("engine", "loom", "weaves algebra", "Café", "");

    private final Random random;

    /** A stored object. */
    @Stored("card")
    public record Card(
            String id, String list, int rank, @Searchable String text) {}

    /** Thrown to roll back. */
    private static final class Rollback extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    public LiveWrites(long seed) {
        this.random = new Random(seed);
    }

    /** Fills a store, and returns queries of every form that can be watched. */
    public static List<WatchedResult<?>> watch(Storage store) {
        LiveWrites first = new LiveWrites(0);
        store.saveAll(IntStream.range(0, IDS).mapToObj(i -> first.card("c" + i)).toList());
        ObjectQuery<Card> cards = store.query(Card.class);
        List<WatchedResult<?>> watched = new ArrayList<>();
        watched.add(new WatchedResult<>(store, cards));
        watched.add(new WatchedResult<>(store, cards.where(field("list").eq("a"))));
        watched.add(new WatchedResult<>(store, cards.orderBy("rank desc")));
        watched.add(new WatchedResult<>(store, cards.orderBy("rank").limit(5)));
        watched.add(new WatchedResult<>(
                store, cards.orderBy("rank desc", "list").offset(3).limit(4)));
        watched.add(new WatchedResult<>(store, cards.where("list = 'b'").offset(2)));
        watched.add(new WatchedResult<>(store, cards.matching("engine or loom").orderBy("rank")));
        watched.add(new WatchedResult<>(store, cards.matching("cafe").limit(1)));
        watched.add(new WatchedResult<>(
                store,
                store.documents("card")
                        .query()
                        .where("rank < 50")
                        .orderBy("@version desc")
                        .limit(6)));
        return watched;
    }

    /** Writes once, perhaps nothing. A write that could be retried is given up. */
    public void write(Storage store) {
        try {
            switch (random.nextInt(20)) {
                case 0 ->
                    store.query(Card.class)
                            .where(field("rank").lt(random.nextInt(20)))
                            .delete();
                case 1 -> {
                    if (random.nextInt(20) == 0) {
                        store.documents("card").clear();
                    }
                }
                case 2, 3, 4 -> store.useTransaction(tx -> several(tx));
                case 5 ->
                    store.useTransaction(tx -> {
                        several(tx);
                        throw new Rollback();
                    });
                case 6, 7, 8 -> store.delete(Card.class, id());
                case 9 -> several(store);
                default -> store.save(card(id()));
            }
        } catch (RuntimeException e) {
            if (!(e instanceof RetryableException) && !(e instanceof Rollback)) {
                throw e;
            }
        }
    }

    private void several(StorageOperations operations) {
        List<Card> cards = new ArrayList<>();
        for (int i = random.nextInt(8); i >= 0; i--) {
            cards.add(card(id()));
        }
        operations.saveAll(cards);
        operations.delete(Card.class, id());
    }

    private Card card(String id) {
        return new Card(
                id, random.nextBoolean() ? "a" : "b", random.nextInt(100), WORDS.get(random.nextInt(WORDS.size())));
    }

    private String id() {
        return "c" + random.nextInt(IDS);
    }
}
