package io.sepia.internal.notice;

import io.sepia.change.ChangeListener;
import io.sepia.change.ChangeNotice;
import io.sepia.document.ObjectKey;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Delivers notices to one listener, one after another, on a thread of the executor. The thread that offers a notice
 * never waits. When more than {@value #ROOM} notices are waiting, only the latest notice of each object is kept. So a
 * hanging listener retains at most that many notices, or two for each object if that is more. See decision 0036.
 */
final class Delivery implements Recipient {
    private static final System.Logger LOG = System.getLogger(Delivery.class.getName());
    static final int ROOM = 100_000;

    private final @Nullable String className;
    private final ChangeListener listener;
    private final Executor executor;
    private final Consumer<Recipient> onClose;
    private final int room;

    /** Guards the fields below. */
    private final Object lock = new Object();

    private Deque<ChangeNotice> waiting = new ArrayDeque<>();
    private int limit;
    private boolean running;
    private volatile boolean closed;

    Delivery(
            @Nullable String className,
            ChangeListener listener,
            Executor executor,
            Consumer<Recipient> onClose,
            int room) {
        this.className = className;
        this.listener = listener;
        this.executor = executor;
        this.onClose = onClose;
        this.room = room;
        this.limit = room;
    }

    @Override
    public boolean wants(String ofClass) {
        return className == null || className.equals(ofClass);
    }

    @Override
    public boolean includes(Recipient other) {
        return className == null || other instanceof Delivery delivery && className.equals(delivery.className);
    }

    @Override
    public void offer(List<ChangeNotice> notices) {
        notices.forEach(this::offer);
    }

    /** Does nothing: a listener is told of each version once. */
    @Override
    public void mayDiffer(List<ObjectKey> keys) {}

    /** Does nothing: a listener is told of changes only, and these are unknown. */
    @Override
    public void missed() {}

    void offer(ChangeNotice notice) {
        if (!wants(notice.key().className())) {
            return;
        }
        synchronized (lock) {
            if (closed) {
                return;
            }
            waiting.add(notice);
            if (waiting.size() > limit) {
                keepLatest();
                limit = Math.max(room, waiting.size() * 2);
            }
            if (running) {
                return;
            }
            running = true;
        }
        boolean begun = false;
        try {
            executor.execute(this::run);
            begun = true;
        } catch (RuntimeException | Error e) {
            // No thread could be started. The commit stands, and the next notice tries again.
            LOG.log(System.Logger.Level.WARNING, "A listener waits, because no thread could be started for it", e);
        } finally {
            if (!begun) {
                stopped();
            }
        }
    }

    private void keepLatest() {
        Set<ObjectKey> seen = new HashSet<>();
        Deque<ChangeNotice> kept = new ArrayDeque<>();
        for (Iterator<ChangeNotice> latest = waiting.descendingIterator(); latest.hasNext(); ) {
            ChangeNotice notice = latest.next();
            if (seen.add(notice.key())) {
                kept.addFirst(notice);
            }
        }
        waiting = kept;
    }

    private void run() {
        boolean done = false;
        try {
            for (ChangeNotice notice = next(); notice != null; notice = next()) {
                try {
                    listener.changed(notice);
                } catch (Exception | Error e) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "A listener failed for " + notice.key() + "; it continues with the next change",
                            e);
                }
            }
            done = true;
        } finally {
            if (!done) {
                stopped();
            }
        }
    }

    /** Lets the next notice start a thread again. */
    private void stopped() {
        synchronized (lock) {
            running = false;
        }
    }

    private @Nullable ChangeNotice next() {
        synchronized (lock) {
            ChangeNotice next = closed ? null : waiting.poll();
            running = next != null;
            return next;
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            waiting.clear();
        }
        onClose.accept(this);
    }

    /** Returns the waiting notices, for tests. */
    Iterable<ChangeNotice> waiting() {
        synchronized (lock) {
            return Collections.unmodifiableCollection(new ArrayDeque<>(waiting));
        }
    }
}
