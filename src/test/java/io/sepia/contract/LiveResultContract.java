package io.sepia.contract;

import static io.sepia.Field.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sepia.ObjectQuery;
import io.sepia.Storage;
import io.sepia.change.ResultChange;
import io.sepia.change.Subscription;
import io.sepia.contract.LiveWrites.Card;
import io.sepia.error.InvalidQueryException;
import io.sepia.error.MissingReferenceException;
import io.sepia.model.Ref;
import io.sepia.model.Stored;
import io.sepia.report.ConflictPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Listeners follow the result of a query. See decision 0280. */
interface LiveResultContract extends StorageFixture {
    /** A class that refers to cards. */
    @Stored("holder")
    record Holder(String id, Card card, Ref<Card> other) {}

    /** A class with a subclass. */
    @Stored("base")
    class Base {
        String id;
        int rank;

        Base() {}

        Base(String id, int rank) {
            this.id = id;
            this.rank = rank;
        }
    }

    /** A subclass. */
    @Stored("derived")
    final class Derived extends Base {
        Derived() {}

        Derived(String id, int rank) {
            super(id, rank);
        }
    }

    private static Card card(String id, int rank) {
        return new Card(id, "a", rank, "text");
    }

    private ObjectQuery<Card> ranked() {
        return storage().query(Card.class).orderBy("rank");
    }

    private <T> WatchedResult<T> watch(ObjectQuery<T> query) {
        return new WatchedResult<>(storage(), query);
    }

    @Test
    default void result_empty_isToldOnce() throws Exception {
        try (WatchedResult<Card> watched = watch(ranked())) {
            assertThat(watched.next()).isEmpty();
            assertThat(watched.hasNext()).isFalse();
        }
    }

    @Test
    default void result_changes_tellWhatEntersLeavesChangesAndMoves() throws Exception {
        storage().saveAll(List.of(card("a", 1), card("b", 2), card("c", 3)));
        try (WatchedResult<Card> watched = watch(ranked().where(field("rank").lt(10)))) {
            assertThat(watched.next()).isEqualTo("ENTERED a -1 0, ENTERED b -1 1, ENTERED c -1 2");
            storage().save(card("d", 0));
            assertThat(watched.next()).isEqualTo("ENTERED d -1 0");
            storage().save(card("b", 20));
            assertThat(watched.next()).isEqualTo("LEFT b 2 -1");
            storage().save(new Card("a", "other", 1, "text"));
            assertThat(watched.next()).isEqualTo("CHANGED a 1 1");
            storage().save(card("d", 5));
            assertThat(watched.next()).isEqualTo("MOVED d 0 2");
            storage().delete(Card.class, "a");
            assertThat(watched.next()).isEqualTo("LEFT a 0 -1");
            storage().save(card("b", 4));
            assertThat(watched.next()).isEqualTo("ENTERED b -1 1");
            watched.awaitAnswer("at the end");
        }
    }

    @Test
    default void result_transaction_isToldAtOnce() throws Exception {
        storage().saveAll(List.of(card("a", 1), card("b", 2), card("c", 3), card("d", 4)));
        try (WatchedResult<Card> watched = watch(ranked())) {
            watched.next();
            storage().useTransaction(tx -> {
                tx.save(card("a", 2));
                tx.save(card("d", 5));
                tx.save(card("b", 1));
                tx.delete(Card.class, "c");
                tx.save(card("e", 0));
            });
            assertThat(watched.next())
                    .isEqualTo("LEFT c 2 -1, ENTERED e -1 0, MOVED b 1 1, CHANGED a 0 2, CHANGED d 3 3");
            watched.awaitAnswer("at the end");
        }
    }

    @Test
    default void result_rolledBackOrUnrelatedWrites_tellNothing() throws Exception {
        storage().save(card("a", 1));
        try (WatchedResult<Card> watched = watch(ranked().where(field("rank").lt(10)))) {
            watched.next();
            rolledBack(tx -> {
                tx.save(card("a", 2));
                tx.save(card("b", 2));
            });
            storage().save(card("z", 50));
            storage().delete(Card.class, "z");
            storage().documents("note").save("a", "{}");
            assertThat(watched.hasNext()).isFalse();
        }
    }

    @Test
    default void limitedResult_objectLeaves_theNextOneEnters() throws Exception {
        storage()
                .saveAll(IntStream.range(0, 100).mapToObj(i -> card("c" + i, i)).toList());
        try (WatchedResult<Card> watched = watch(ranked().offset(1).limit(3))) {
            assertThat(watched.next()).isEqualTo("ENTERED c1 -1 0, ENTERED c2 -1 1, ENTERED c3 -1 2");
            storage().delete(Card.class, "c2");
            assertThat(watched.next()).isEqualTo("LEFT c2 1 -1, ENTERED c4 -1 2");
            storage().delete(Card.class, "c0");
            assertThat(watched.next()).isEqualTo("LEFT c1 0 -1, ENTERED c5 -1 2");
            storage().save(card("c80", -1));
            assertThat(watched.next()).isEqualTo("LEFT c5 2 -1, ENTERED c1 -1 0");
            storage().save(card("c90", 90));
            assertThat(watched.hasNext()).isFalse();
            // More than are kept beyond the limit.
            for (int i = 0; i < 30; i++) {
                storage().delete(Card.class, "c" + i);
            }
            watched.awaitAnswer("after deletions");
            storage().query(Card.class).where(field("rank").lt(97)).delete();
            watched.awaitAnswer("after a deletion of many");
            storage()
                    .saveAll(IntStream.range(0, 60)
                            .mapToObj(i -> card("d" + i, i))
                            .toList());
            watched.awaitAnswer("after saves of many");
        }
    }

    @Test
    default void result_clearedAndRestored_isToldOfBoth() throws Exception {
        storage().saveAll(List.of(card("a", 1), card("b", 2)));
        Storage copy = open(builder -> builder);
        storage().contents().copyTo(copy);
        try (WatchedResult<Card> watched = watch(ranked())) {
            watched.next();
            storage().clear();
            assertThat(watched.next()).isEqualTo("LEFT a 0 -1, LEFT b 1 -1");
            copy.contents().copyTo(storage());
            watched.awaitAnswer("after a copy");
            storage().save(card("a", 0));
            assertThat(watched.next()).isEqualTo("CHANGED a 0 0");
            storage().useTransaction(tx -> {
                copy.contents().copyTo(storage(), ConflictPolicy.OVERWRITE, documents -> {});
                tx.delete(Card.class, "a");
            });
            assertThat(watched.next()).isEqualTo("LEFT a 0 -1");
        }
    }

    @Test
    default void matchingResult_words_decideWhatEnters() throws Exception {
        storage().save(new Card("a", "a", 1, "The Engine weaves"));
        try (WatchedResult<Card> watched = watch(ranked().matching("engine -loom"))) {
            assertThat(watched.next()).isEqualTo("ENTERED a -1 0");
            storage().save(new Card("b", "a", 0, "an ENGINE"));
            assertThat(watched.next()).isEqualTo("ENTERED b -1 0");
            storage().save(new Card("a", "a", 1, "engine and loom"));
            assertThat(watched.next()).isEqualTo("LEFT a 1 -1");
        }
    }

    @Test
    default void resultWithSubclasses_includesBothClasses() throws Exception {
        Storage store = open(builder -> builder.register(Derived.class));
        store.save(new Base("b", 1));
        store.save(new Derived("b", 1));
        List<String> told = new ArrayList<>();
        BlockingQueue<Integer> calls = new LinkedBlockingQueue<>();
        ObjectQuery<Base> query =
                store.query(Base.class).withSubclasses().orderBy("rank").limit(2);
        try (Subscription subscription = store.changes().onChange(query, changes -> {
            changes.forEach(each -> told.add(each.kind() + " " + each.key() + " " + each.to()));
            calls.add(changes.size());
        })) {
            assertThat(subscription).isNotNull();
            assertThat(calls.poll(30, TimeUnit.SECONDS)).isEqualTo(2);
            store.save(new Derived("c", 0));
            assertThat(calls.poll(30, TimeUnit.SECONDS)).isEqualTo(2);
            store.delete(Base.class, "b");
            assertThat(calls.poll(30, TimeUnit.SECONDS)).isEqualTo(2);
        }
        assertThat(told)
                .containsExactly(
                        "ENTERED base 'b' 0",
                        "ENTERED derived 'b' 1",
                        "LEFT derived 'b' -1",
                        "ENTERED derived 'c' 0",
                        "LEFT base 'b' -1",
                        "ENTERED derived 'b' 1");
    }

    @Test
    default void result_afterACursor_containsWhatComesLater() throws Exception {
        storage().saveAll(List.of(card("a", 1), card("b", 2), card("c", 3)));
        String cursor = ranked().limit(1).page().next().orElseThrow();
        try (WatchedResult<Card> watched = watch(ranked().after(cursor).limit(2))) {
            assertThat(watched.next()).isEqualTo("ENTERED b -1 0, ENTERED c -1 1");
            storage().save(card("d", 0));
            storage().save(card("e", 1));
            assertThat(watched.next()).isEqualTo("LEFT c 1 -1, ENTERED e -1 0");
        }
    }

    @Test
    default void result_conditionOnAReference_isEvaluated() throws Exception {
        Card one = storage().save(card("one", 1));
        Card two = storage().save(card("two", 2));
        storage().save(new Holder("h", one, Ref.to(Card.class, "two")));
        try (WatchedResult<Holder> watched =
                watch(storage().query(Holder.class).where(field("card").eq(two)))) {
            assertThat(watched.next()).isEmpty();
            storage().save(new Holder("h", two, Ref.to(Card.class, "one")));
            assertThat(watched.next()).isEqualTo("ENTERED h -1 0");
            storage().save(new Holder("h", one, Ref.to(Card.class, "one")));
            assertThat(watched.next()).isEqualTo("LEFT h 0 -1");
        }
    }

    @Test
    default void result_unreadableObject_throwsItsErrorAndTheOthersAreTold() throws Exception {
        storage().save(new Holder("a", card("x", 1), Ref.to(Card.class, "x")));
        storage().save(new Holder("b", card("y", 1), Ref.to(Card.class, "y")));
        storage().delete(Card.class, "x");
        BlockingQueue<List<ResultChange<Holder>>> told = new LinkedBlockingQueue<>();
        try (Subscription subscription = storage().changes().onChange(storage().query(Holder.class), told::add)) {
            assertThat(subscription).isNotNull();
            List<ResultChange<Holder>> changes = told.poll(30, TimeUnit.SECONDS);
            assertThat(changes).hasSize(2);
            assertThatExceptionOfType(MissingReferenceException.class)
                    .isThrownBy(() -> changes.get(0).object());
            assertThat(changes.get(1).object().id()).isEqualTo("b");
            storage().delete(Holder.class, "a");
            assertThatIllegalStateException()
                    .isThrownBy(() -> told.poll(30, TimeUnit.SECONDS).get(0).object())
                    .withMessageContaining("holder 'a' has left the result");
        }
    }

    @Test
    default void listener_thatThrowsOrIsSlow_isToldOfWhatFollows() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        BlockingQueue<List<ResultChange<Card>>> told = new LinkedBlockingQueue<>();
        List<Integer> calls = new ArrayList<>();
        Subscription subscription = storage().changes().onChange(ranked(), changes -> {
            calls.add(changes.size());
            try {
                hold.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            told.add(changes);
            throw new IllegalStateException("on purpose");
        });
        for (int i = 0; i < 50; i++) {
            storage().save(card("a", i));
            storage().save(card("b" + i, 100 + i));
            storage().delete(Card.class, "b" + i);
        }
        hold.countDown();
        int size = 0;
        List<Card> shown = new ArrayList<>();
        while (!shown.equals(List.of(card("a", 49)))) {
            List<ResultChange<Card>> changes = told.poll(30, TimeUnit.SECONDS);
            assertThat(changes).isNotNull();
            ResultChange.apply(changes, shown, ResultChange::object);
            size++;
        }
        assertThat(size).isLessThanOrEqualTo(3);
        storage().save(card("c", 0));
        assertThat(told.poll(30, TimeUnit.SECONDS)).hasSize(1);
        subscription.close();
        storage().save(card("d", 0));
        assertThat(told.poll(150, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    default void result_transactionThatBeganBefore_isTold() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch commit = new CountDownLatch(1);
        Future<?> writer = executor.submit(() -> storage().useTransaction(tx -> {
            tx.save(card("a", 1));
            written.countDown();
            try {
                commit.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }));
        written.await();
        try (WatchedResult<Card> watched = watch(ranked())) {
            assertThat(watched.next()).isEmpty();
            commit.countDown();
            writer.get(30, TimeUnit.SECONDS);
            assertThat(watched.next()).isEqualTo("ENTERED a -1 0");
            assertThat(watched.hasNext()).isFalse();
        } finally {
            commit.countDown();
            executor.shutdown();
        }
    }

    @Test
    default void onChange_queryThatCannotBeWatched_isRefused() {
        Storage other = open(builder -> builder);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> other.changes().onChange(ranked(), changes -> {}))
                .withMessageContaining("does not belong to this store");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> watch(ranked().skippingUnreadable(error -> {})))
                .withMessageContaining("cannot be watched");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> watch(ranked().where("nothing = 1")))
                .withMessageContaining("nothing");
        storage()
                .useTransaction(tx -> assertThatIllegalStateException()
                        .isThrownBy(() -> tx.changes().onChange(tx.query(Card.class), changes -> {}))
                        .withMessageContaining("Add them to the store"));
    }

    @Test
    default void results_fourWriters_areTheAnswersAfterwards() throws Exception {
        List<WatchedResult<?>> watched = LiveWrites.watch(storage());
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 4; round++) {
                List<Future<?>> writing = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    LiveWrites writes = new LiveWrites(round * 4 + i);
                    writing.add(executor.submit(() -> {
                        for (int each = 0; each < 15; each++) {
                            writes.write(storage());
                        }
                    }));
                }
                for (Future<?> each : writing) {
                    each.get(60, TimeUnit.SECONDS);
                }
                for (WatchedResult<?> each : watched) {
                    each.awaitAnswer("round " + round);
                }
            }
        } finally {
            executor.shutdown();
            watched.forEach(WatchedResult::close);
        }
    }
}
