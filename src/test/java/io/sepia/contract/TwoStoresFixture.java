package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.error.RetryableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Stores on one place, and threads that write to them. */
abstract class TwoStoresFixture {
    private final Deque<Storage> opened = new ArrayDeque<>();
    Storage a;

    /** Returns a builder for another store on the place of this test. */
    abstract StorageBuilder builder();

    final Storage open() {
        return keep(builder().open());
    }

    private Storage keep(Storage storage) {
        opened.push(storage);
        return storage;
    }

    @BeforeEach
    final void openFirst() {
        a = open();
    }

    @AfterEach
    final void closeAll() {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    final Storage open(UnaryOperator<StorageBuilder> settings) {
        return keep(settings.apply(builder()).open());
    }

    /** Runs {@code work}, and repeats it while it fails with a {@link RetryableException}. */
    static void retried(Runnable work) {
        while (true) {
            try {
                work.run();
                return;
            } catch (RuntimeException e) {
                if (!(e instanceof RetryableException)) {
                    throw e;
                }
            }
        }
    }

    /** Threads that repeat the same work, with a new number each time. */
    static final class Writers implements AutoCloseable {
        private final ExecutorService executor = Executors.newCachedThreadPool();
        private final List<Future<?>> running = new ArrayList<>();
        private final AtomicInteger numbers = new AtomicInteger();
        private final AtomicInteger rounds = new AtomicInteger();
        private final AtomicBoolean stopped = new AtomicBoolean();

        Writers(int threads, IntConsumer work) {
            for (int i = 0; i < threads; i++) {
                running.add(executor.submit(() -> {
                    while (!stopped.get()) {
                        int number = numbers.incrementAndGet();
                        retried(() -> work.accept(number));
                        rounds.incrementAndGet();
                    }
                }));
            }
        }

        /** Waits until each thread has run the work {@code more} times on average. */
        void awaitRounds(int more) throws InterruptedException {
            int goal = rounds.get() + more * running.size();
            while (rounds.get() < goal && running.stream().noneMatch(Future::isDone)) {
                Thread.sleep(1);
            }
        }

        @Override
        public void close() {
            stopped.set(true);
            executor.shutdown();
            for (Future<?> each : running) {
                assertThat(each).succeedsWithin(30, TimeUnit.SECONDS);
            }
        }
    }
}
