package io.sepia.internal.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.change.Change;
import io.sepia.change.ChangeNotice;
import io.sepia.document.ObjectKey;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class DeliveryTest {
    /** Runs tasks only on request. */
    private final Deque<Runnable> submitted = new ArrayDeque<>();

    private final List<Long> told = new ArrayList<>();

    private Delivery delivery(int room) {
        return new Delivery(null, notice -> told.add(notice.version()), submitted::add, closed -> {}, room);
    }

    private static ChangeNotice notice(String id, long version) {
        return new ChangeNotice(Change.saved(new ObjectKey("note", id), version, Instant.EPOCH, Instant.EPOCH), false);
    }

    @Test
    void offer_inExcessOfTheRoom_keepsTheLatestOfEachObjectInOrder() {
        Delivery delivery = delivery(10);
        delivery.offer(notice("first", 1_000));
        for (long version = 1; version <= 100; version++) {
            delivery.offer(notice("busy", version));
        }
        assertThat(delivery.waiting()).hasSizeLessThanOrEqualTo(10);
        submitted.remove().run();
        assertThat(told).startsWith(1_000L).endsWith(100L);
    }

    @Test
    void offer_whileTheListenerIsSlow_takesOneThread() {
        Delivery delivery = delivery(10);
        delivery.offer(notice("a", 1));
        delivery.offer(notice("b", 2));
        assertThat(submitted).hasSize(1);
        submitted.remove().run();
        assertThat(told).containsExactly(1L, 2L);
    }

    @Test
    void close_dropsWaitingNotices() {
        Delivery delivery = delivery(10);
        delivery.offer(notice("a", 1));
        delivery.close();
        delivery.offer(notice("b", 2));
        submitted.remove().run();
        assertThat(told).isEmpty();
    }

    @Test
    void offer_noThreadCanBeStarted_isDeliveredWithTheNextOne() {
        Deque<Throwable> failures = new ArrayDeque<>(
                List.of(new RejectedExecutionException("full"), new OutOfMemoryError("unable to create a thread")));
        Executor executor = task -> {
            if (!failures.isEmpty()) {
                fail(failures.remove());
            }
            submitted.add(task);
        };
        Delivery delivery = new Delivery(null, notice -> told.add(notice.version()), executor, closed -> {}, 10);

        delivery.offer(notice("a", 1));
        delivery.offer(notice("b", 2));
        delivery.offer(notice("c", 3));

        submitted.remove().run();
        assertThat(told).containsExactly(1L, 2L, 3L);
    }

    private static void fail(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }
}
