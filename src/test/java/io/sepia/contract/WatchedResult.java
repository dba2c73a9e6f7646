package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.ObjectQuery;
import io.sepia.Storage;
import io.sepia.change.ResultChange;
import io.sepia.change.ResultListener;
import io.sepia.change.Subscription;
import io.sepia.document.ObjectKey;
import io.sepia.error.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Follows the result of a query by the calls of a listener, and checks each call. */
public final class WatchedResult<T> implements AutoCloseable {
    private static final long SECONDS = 30;

    private final ObjectQuery<T> query;
    private final List<ObjectKey> keys = new ArrayList<>();
    private final List<T> shown = new ArrayList<>();
    private final List<AssertionError> wrong = new ArrayList<>();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<StorageException> failures = new LinkedBlockingQueue<>();
    private final Subscription subscription;

    public WatchedResult(Storage store, ObjectQuery<T> query) {
        this.query = query;
        this.subscription = store.changes().onChange(query, new ResultListener<T>() {
            @Override
            public void changed(List<ResultChange<T>> changes) {
                take(changes);
            }

            @Override
            public void failed(StorageException failure) {
                failures.add(failure);
            }
        });
    }

    private synchronized void take(List<ResultChange<T>> changes) {
        try {
            check(changes);
            ResultChange.apply(changes, shown, ResultChange::object);
        } catch (AssertionError e) {
            wrong.add(e);
        }
        told.add(String.join(
                ", ",
                changes.stream()
                        .map(each -> each.kind() + " " + each.key().id() + " " + each.from() + " " + each.to())
                        .toList()));
        notifyAll();
    }

    /** Checks the indexes, and that objects which are not reported as entered, left or moved keep their order. */
    private void check(List<ResultChange<T>> changes) {
        List<ObjectKey> after = new ArrayList<>(keys);
        ResultChange.apply(changes, after, ResultChange::key);
        List<ObjectKey> replaced = new ArrayList<>(keys);
        for (ResultChange<T> each : changes) {
            if (each.kind() == ResultChange.Kind.ENTERED) {
                assertThat(keys).doesNotContain(each.key());
                assertThat(each.from()).isEqualTo(-1);
            } else {
                assertThat(keys.get(each.from())).isEqualTo(each.key());
            }
            if (each.kind() != ResultChange.Kind.CHANGED) {
                replaced.remove(each.key());
            }
        }
        for (ResultChange<T> each : changes) {
            if (each.to() >= 0) {
                assertThat(after.get(each.to())).isEqualTo(each.key());
            }
            if (each.kind() == ResultChange.Kind.ENTERED || each.kind() == ResultChange.Kind.MOVED) {
                replaced.add(each.to(), each.key());
            }
        }
        assertThat(replaced).isEqualTo(after).doesNotHaveDuplicates();
        keys.clear();
        keys.addAll(after);
    }

    /** Returns the changes of the next call, as text. */
    String next() throws InterruptedException {
        String next = told.poll(SECONDS, TimeUnit.SECONDS);
        return next == null ? "nothing" : next;
    }

    /** Returns whether a call comes within a moment. */
    boolean hasNext() throws InterruptedException {
        Thread.sleep(150);
        return !told.isEmpty();
    }

    StorageException failure() throws InterruptedException {
        return failures.poll(SECONDS, TimeUnit.SECONDS);
    }

    /** Waits until the followed result equals that of the query. No thread may write during the call. */
    public void awaitAnswer(String when) throws InterruptedException {
        List<T> answer = query.list();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        synchronized (this) {
            while (!shown.equals(answer) && wrong.isEmpty() && System.nanoTime() < deadline) {
                wait(100);
            }
            assertThat(wrong).as("%s: %s", when, query).isEmpty();
            assertThat(shown).as("%s: %s", when, query).isEqualTo(answer);
            told.clear();
        }
    }

    @Override
    public void close() {
        subscription.close();
    }
}
