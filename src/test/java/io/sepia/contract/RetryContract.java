package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sepia.Storage;
import io.sepia.Transactions;
import io.sepia.error.StaleVersionException;
import io.sepia.error.StorageBusyException;
import io.sepia.model.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Read transactions, and transactions that are retried. */
interface RetryContract extends StorageFixture {
    class Page {
        String id;
        String text;

        @Version
        long version;

        Page() {}

        Page(String id, String text) {
            this.id = id;
            this.text = text;
        }
    }

    @Test
    default void inReadTransaction_beforeAndAfterACommit_seesOneMoment() {
        storage().save(new Page("a", "1"));
        Thread[] writer = new Thread[1];
        String seen = storage().transactions().readOnly().in(tx -> {
            String first = tx.load(Page.class, "a").text;
            writer[0] = new Thread(() -> storage().documents("Page").save("a", "{\"id\":\"a\",\"text\":\"2\"}"));
            writer[0].start();
            join(writer[0]);
            storage()
                    .transactions()
                    .readOnly()
                    .use(inner -> assertThat(inner.count(Page.class)).isEqualTo(1));
            return first + tx.load(Page.class, "a").text + storage().load(Page.class, "a").text;
        });
        assertThat(seen).isEqualTo("111");
        assertThat(storage().load(Page.class, "a").text).isEqualTo("2");
    }

    private static void join(Thread thread) {
        try {
            thread.join(30_000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    default void inReadTransaction_verbsThatWrite_areRefused() {
        storage().save(new Page("a", "1"));
        Page page = storage().load(Page.class, "a");
        storage().transactions().readOnly().use(tx -> {
            List<Runnable> writes = List.of(
                    () -> tx.save(new Page("b", "1")),
                    () -> tx.saveAll(List.of(page)),
                    () -> tx.delete(Page.class, "a"),
                    () -> tx.delete(page),
                    () -> tx.clear(),
                    () -> tx.documents("x").save("y", "{}"),
                    () -> storage().save(new Page("b", "1")),
                    () -> storage().saveAll(List.of(page)),
                    () -> storage().delete(page),
                    () -> storage().documents("x").save("y", "{}"),
                    () -> storage().useTransaction(inner -> {}));
            writes.forEach(each -> assertThatIllegalStateException()
                    .isThrownBy(each::run)
                    .withMessageContaining("read-only transaction"));
            assertThat(tx.load(Page.class, "a").text).isEqualTo("1");
        });
        assertThat(storage().contents().ids()).containsOnlyKeys("Page").containsEntry("Page", List.of("a"));
        assertThat(page.version).isEqualTo(1);
    }

    @Test
    default void inReadTransaction_insideOneThatWrites_joinsIt() {
        storage().useTransaction(tx -> {
            tx.save(new Page("a", "1"));
            assertThat(storage().transactions().readOnly().<Long>in(inner -> inner.count(Page.class)))
                    .isEqualTo(1);
        });
    }

    @Test
    default void useTransaction_conflict_runsOnceByDefault() {
        AtomicInteger runs = new AtomicInteger();
        assertThatExceptionOfType(StorageBusyException.class)
                .isThrownBy(() -> storage().useTransaction(tx -> failWithConflict(runs, 9)));
        assertThat(runs).hasValue(1);
    }

    @Test
    default void useTransaction_retryAskedForByCall_runsAgainWithObjectsAsTheyWere() {
        AtomicInteger runs = new AtomicInteger();
        Page fresh = new Page(null, "fresh");
        Page kept = storage().save(new Page("k", "kept"));
        List<String> ids = new ArrayList<>();
        patient().use(tx -> {
            assertThat(fresh.id).isNull();
            assertThat(fresh.version).isZero();
            assertThat(kept.version).isEqualTo(1);
            ids.add(tx.save(fresh).id);
            tx.save(kept);
            assertThat(kept.version).isEqualTo(2);
            failWithConflict(runs, 3);
        });
        assertThat(runs).hasValue(3);
        assertThat(ids).hasSize(3).doesNotContainNull();
        assertThat(storage().ids(Page.class)).containsExactlyInAnyOrder("k", ids.get(2));
        assertThat(storage().load(Page.class, "k").version).isEqualTo(2);
        assertThat(storage().load(Page.class, fresh.id).version).isEqualTo(fresh.version);
    }

    @Test
    default void inTransaction_retryAskedForByOption_runsAgain() {
        AtomicInteger runs = new AtomicInteger();
        Storage patient = open(builder -> builder.option("transaction_retry_timeout", 30_000));
        int result = patient.inTransaction(tx -> {
            failWithConflict(runs, 4);
            return runs.get();
        });
        assertThat(result).isEqualTo(4);
        assertThatExceptionOfType(StorageBusyException.class)
                .isThrownBy(() -> patient.transactions().retryFor(Duration.ZERO).use(tx -> failWithConflict(runs, 9)));
        assertThat(runs).hasValue(5);
    }

    @Test
    default void useTransaction_budgetUsedUp_throwsWhatItMetLast() {
        AtomicInteger runs = new AtomicInteger();
        assertThatExceptionOfType(StorageBusyException.class)
                .isThrownBy(() -> storage()
                        .transactions()
                        .retryFor(Duration.ofMillis(200))
                        .use(tx -> failWithConflict(runs, Integer.MAX_VALUE)))
                .withMessageContaining("run " + runs.get());
        assertThat(runs).hasValueGreaterThan(1);
        assertThat(storage().classes()).isEmpty();
    }

    @Test
    default void useTransaction_failingForGood_isNotRunAgain() {
        AtomicInteger runs = new AtomicInteger();
        storage().save(new Page("a", "1"));
        Page stale = new Page("a", "2");
        assertThatExceptionOfType(StaleVersionException.class)
                .isThrownBy(() -> patient().use(tx -> {
                    runs.incrementAndGet();
                    tx.save(stale);
                }));
        assertThat(runs).hasValue(1);
    }

    @Test
    default void useTransaction_nestedInOneThatRetries_runsAgainAsAWhole() {
        AtomicInteger outer = new AtomicInteger();
        AtomicInteger inner = new AtomicInteger();
        patient().use(tx -> {
            outer.incrementAndGet();
            patient().use(joined -> failWithConflict(inner, 3));
        });
        assertThat(outer).hasValue(3);
    }

    @Test
    default void useTransaction_interruptedBetweenRuns_throwsAndKeepsTheInterrupt() {
        AtomicInteger runs = new AtomicInteger();
        assertThatExceptionOfType(StorageBusyException.class)
                .isThrownBy(() -> patient().use(tx -> {
                    Thread.currentThread().interrupt();
                    failWithConflict(runs, 9);
                }));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(runs).hasValue(1);
        storage().save(new Page("a", "1"));
    }

    @Test
    default void retryFor_negativeTime_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> storage().transactions().retryFor(Duration.ofSeconds(-1)));
        assertThat(storage().transactions().retryFor(Duration.ofSeconds(30)))
                .isEqualTo(patient())
                .hasSameHashCodeAs(patient())
                .hasToString("Transactions[retryFor=PT30S]")
                .isNotEqualTo(storage().transactions());
    }

    private Transactions patient() {
        return storage().transactions().retryFor(Duration.ofSeconds(30));
    }

    /** Fails with a conflict until it has run {@code last} times. */
    private static void failWithConflict(AtomicInteger runs, int last) {
        if (runs.incrementAndGet() < last) {
            throw new StorageBusyException("on purpose, in run " + runs.get());
        }
    }
}
