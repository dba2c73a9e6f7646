package io.sepia.internal.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.change.Change;
import io.sepia.change.ChangeNotice;
import io.sepia.change.ResultChange;
import io.sepia.change.ResultListener;
import io.sepia.document.ObjectKey;
import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageException;
import io.sepia.internal.engine.ClassQuery;
import io.sepia.internal.engine.Scope;
import io.sepia.internal.matching.Query;
import io.sepia.internal.notice.Recipient;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LiveQueryTest {
    /** Runs tasks only on request. */
    private final Deque<Runnable> submitted = new ArrayDeque<>();

    private final Deque<ResultReading.Outcome<String>> readings = new ConcurrentLinkedDeque<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private boolean rejecting;
    private boolean interrupting;

    private final ResultListener<String> listener = new ResultListener<>() {
        @Override
        public void changed(List<ResultChange<String>> changes) {
            told.add("changed " + changes.size());
            if (interrupting) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void failed(StorageException failure) {
            told.add("failed");
        }
    };

    /** Returns a scope whose reads have the results in {@link #readings}, and fail when there is none. */
    private Scope scope() {
        return (Scope) Proxy.newProxyInstance(
                Scope.class.getClassLoader(), new Class<?>[] {Scope.class}, (proxy, method, given) -> {
                    if (method.getName().equals("subscribe")) {
                        Executor executor = task -> {
                            if (rejecting) {
                                throw new RejectedExecutionException("full");
                            }
                            submitted.add(task);
                        };
                        Consumer<Recipient> onClose = closed -> told.add("closed");
                        return ((Recipient.Factory<?>) given[0]).create(executor, onClose);
                    }
                    if (readings.isEmpty()) {
                        throw new StorageBusyException("busy");
                    }
                    return readings.remove();
                });
    }

    private LiveQuery<String> begin() {
        return LiveQuery.begin(scope(), new ClassQuery("note", Query.ALL), (unit, documents) -> List.of(), listener);
    }

    private static List<ChangeNotice> notice(int id) {
        ObjectKey key = new ObjectKey("note", "n" + id);
        return List.of(new ChangeNotice(Change.saved(key, 1, Instant.EPOCH, Instant.EPOCH), false));
    }

    private void answer(int changes) {
        List<ResultChange<String>> all = new ArrayList<>();
        for (int i = 0; i < changes; i++) {
            all.add(new ResultChange<>(ResultChange.Kind.LEFT, new ObjectKey("note", "n" + i), i, -1, null, null));
        }
        readings.add(new ResultReading.Outcome<>(Candidates.NONE, all));
    }

    private void awaitFailure() throws InterruptedException {
        for (int i = 0; told.isEmpty() && i < 2_000; i++) {
            Thread.sleep(10);
        }
    }

    @Test
    void offer_moreThanAreKept_keepsNone() {
        LiveQuery<String> live = begin();
        answer(0);
        submitted.remove().run();
        assertThat(told).containsExactly("changed 0");
        int most = 0;
        for (int i = 0; i < 3 * LiveQuery.MOST_CHANGED; i++) {
            live.offer(notice(i));
            most = Math.max(most, live.waiting());
        }
        assertThat(most).isEqualTo(LiveQuery.MOST_CHANGED);
        assertThat(live.waiting()).isZero();
        assertThat(submitted).hasSize(1);
        answer(2);
        submitted.remove().run();
        assertThat(told).containsExactly("changed 0", "changed 2");
        live.offer(notice(1));
        live.offer(notice(1));
        assertThat(live.waiting()).isEqualTo(1);
    }

    @Test
    void run_nothingHasChanged_tellsNothing() {
        LiveQuery<String> live = begin();
        answer(0);
        submitted.remove().run();
        live.offer(notice(1));
        answer(0);
        submitted.remove().run();
        live.missed();
        answer(0);
        submitted.remove().run();
        assertThat(told).containsExactly("changed 0");
        assertThat(readings).isEmpty();
    }

    @Test
    void run_listenerInterruptsItsThread_readsOn() {
        LiveQuery<String> live = begin();
        interrupting = true;
        answer(0);
        submitted.remove().run();
        assertThat(Thread.interrupted()).isFalse();
        live.close();
    }

    @Test
    void run_readsFail_tellsOnceAndTriesAgain() throws Exception {
        begin();
        Thread running = new Thread(submitted.remove());
        running.start();
        awaitFailure();
        answer(1);
        running.join(20_000);
        assertThat(told).containsExactly("failed", "changed 1");
    }

    @Test
    void close_whileReadsFail_endsTheThread() throws Exception {
        LiveQuery<String> live = begin();
        Thread running = new Thread(submitted.remove());
        running.start();
        awaitFailure();
        live.close();
        running.join(20_000);
        assertThat(running.isAlive()).isFalse();
        live.offer(notice(1));
        assertThat(live.waiting()).isZero();
        assertThat(submitted).isEmpty();
        assertThat(told).containsExactly("failed", "closed");
    }

    @Test
    void offer_noThreadCanBeStarted_isReadWithTheNextOne() {
        LiveQuery<String> live = begin();
        answer(0);
        submitted.remove().run();
        rejecting = true;
        live.offer(notice(1));
        rejecting = false;
        live.offer(notice(2));
        assertThat(live.waiting()).isEqualTo(2);
        assertThat(submitted).hasSize(1);
    }
}
