package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sepia.document.Versioned;
import io.sepia.error.MappingException;
import io.sepia.error.ObjectNotFoundException;
import io.sepia.error.StaleVersionException;
import io.sepia.model.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whether an object is stale, and read-modify-writes that lose no update. */
interface MutationContract extends StorageFixture {
    /** A class with a version. */
    record Counter(String id, int value, @Version long version) {
        Counter next() {
            return new Counter(id, value + 1, version);
        }
    }

    /** A class without a version. */
    final class Tally {
        String id;
        int value;

        Tally() {}

        Tally(String id) {
            this.id = id;
        }
    }

    @Test
    default void isStale_aNewerVersion_isSeenAcrossAGap() {
        Counter first = storage().save(new Counter("c", 0, 0));
        assertThat(storage().isStale(first)).isFalse();
        Counter second = storage().save(first.next());
        assertThat(storage().isStale(first)).isTrue();
        assertThat(storage().isStale(second)).isFalse();
        storage().save(storage().save(second.next()).next());
        assertThat(storage().isStale(first)).isTrue();
        assertThat(storage().isStale(second)).isTrue();
    }

    @Test
    default void isStale_ofWhatIsNotStored_dependsOnWhatItWas() {
        assertThat(storage().isStale(new Counter("new", 0, 0))).isFalse();
        Counter saved = storage().save(new Counter("c", 0, 0));
        assertThat(storage().isStale(new Counter("c", 0, 0))).isTrue();
        storage().delete(Counter.class, "c");
        assertThat(storage().isStale(saved)).isTrue();
        storage().save(new Counter("c", 7, 0));
        assertThat(storage().isStale(storage().load(Counter.class, "c"))).isFalse();
    }

    @Test
    default void isStale_withoutVersion_takesWhatWasLoadedWithIt() {
        storage().save(new Tally("t"));
        Versioned<Tally> loaded = storage().findVersioned(Tally.class, "t").orElseThrow();
        assertThat(storage().isStale(loaded)).isFalse();
        storage().save(new Tally("t"));
        assertThat(storage().isStale(loaded)).isTrue();
        storage().useTransaction(tx -> assertThat(tx.isStale(loaded)).isTrue());
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> storage().isStale(new Tally("t")))
                .withMessageContaining("findVersioned");
    }

    @Test
    default void update_byChange_savesTheResult() {
        storage().save(new Counter("c", 1, 0));
        Counter saved = storage().update(Counter.class, "c", Counter::next);
        assertThat(saved).isEqualTo(new Counter("c", 2, 2));
        assertThat(storage().load(Counter.class, "c")).isEqualTo(saved);

        storage().save(new Tally("t"));
        Tally tally = storage().update(Tally.class, "t", each -> {
            each.value++;
            return each;
        });
        assertThat(tally.value).isEqualTo(1);
        assertThat(storage().load(Tally.class, "t").value).isEqualTo(1);
        assertThat(storage()
                        .documents("Tally")
                        .update("t", content -> content.replace("1", "5"))
                        .version())
                .isEqualTo(3);
        assertThat(storage().load(Tally.class, "t").value).isEqualTo(5);
    }

    @Test
    default void update_byChange_absentOrOtherId_isRefused() {
        assertThatExceptionOfType(ObjectNotFoundException.class)
                .isThrownBy(() -> storage().update(Counter.class, "none", Counter::next));
        storage().save(new Counter("c", 1, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> storage().update(Counter.class, "c", each -> new Counter("d", 1, 0)));
        assertThatExceptionOfType(StaleVersionException.class)
                .isThrownBy(() -> storage().update(Counter.class, "c", each -> new Counter("c", 1, 9)));
        assertThat(storage().load(Counter.class, "c").value()).isEqualTo(1);
    }

    @Test
    default void update_byChange_afterAnotherWrite_buildsOnIt() {
        storage().save(new Tally("t"));
        AtomicInteger runs = new AtomicInteger();
        Tally saved = storage().update(Tally.class, "t", each -> {
            if (runs.incrementAndGet() <= 2) {
                storage().update(Tally.class, "t", other -> {
                    other.value += 100;
                    return other;
                });
            }
            each.value++;
            return each;
        });
        assertThat(saved.value).isEqualTo(201);
        assertThat(runs).hasValue(3);
    }

    @Test
    default void update_byChange_insideATransaction_joinsIt() {
        storage().save(new Counter("c", 1, 0));
        rolledBack(tx -> {
            tx.update(Counter.class, "c", Counter::next);
            assertThat(tx.update(Counter.class, "c", Counter::next).value()).isEqualTo(3);
        });
        assertThat(storage().load(Counter.class, "c").value()).isEqualTo(1);
    }

    @Test
    default void update_byChange_ofManyThreads_losesNothing() throws Exception {
        storage().save(new Counter("c", 0, 0));
        storage().save(new Tally("t"));
        int threads = 8;
        int each = 15;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(executor.submit(() -> {
                    for (int n = 0; n < each; n++) {
                        storage().update(Counter.class, "c", Counter::next);
                        storage().update(Tally.class, "t", tally -> {
                            tally.value++;
                            return tally;
                        });
                    }
                }));
            }
            for (Future<?> future : all) {
                future.get(60, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(storage().load(Counter.class, "c").value()).isEqualTo(threads * each);
        assertThat(storage().load(Tally.class, "t").value).isEqualTo(threads * each);
    }
}
