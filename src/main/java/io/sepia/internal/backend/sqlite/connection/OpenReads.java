package io.sepia.internal.backend.sqlite.connection;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * The reading transactions that are open: streams and transactions of the application. Each is recorded with the code
 * that began it, and is reported if it stays open for long. Thread-safe.
 */
public final class OpenReads {
    private static final System.Logger LOG = System.getLogger(OpenReads.class.getName());
    private static final int FRAMES = 6;
    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final StackWalker WALKER = StackWalker.getInstance();
    /** The package whose frames are omitted from reports, as are those of the internal packages. */
    private static final String FACADE = "io.sepia";

    private static final String INTERNAL = "io.sepia.internal.";

    private final String store;
    private final long warnAfterNanos;
    private final Set<OpenRead> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong nextCheck = new AtomicLong(System.nanoTime() + CHECK_NANOS);

    /** An open read. Equal to itself only. */
    private static final class OpenRead {
        private final long begun = System.nanoTime();
        private final List<StackWalker.StackFrame> place;
        private volatile boolean reported;

        OpenRead(List<StackWalker.StackFrame> place) {
            this.place = place;
        }

        long age() {
            return System.nanoTime() - begun;
        }

        @Override
        public String toString() {
            return "opened " + TimeUnit.NANOSECONDS.toMillis(age()) + " ms ago at "
                    + place.stream().map(StackWalker.StackFrame::toString).collect(Collectors.joining(" < "));
        }
    }

    /** @param warnAfterMillis the age at which a read is reported; 0 for never */
    OpenReads(String store, long warnAfterMillis) {
        this.store = store;
        this.warnAfterNanos = TimeUnit.MILLISECONDS.toNanos(warnAfterMillis);
    }

    /** Records that the calling code begins a read. Returns an action that records its end. */
    public Runnable begin() {
        reportLongOnes();
        OpenRead read = new OpenRead(WALKER.walk(
                frames -> frames.dropWhile(OpenReads::isOwn).limit(FRAMES).toList()));
        open.add(read);
        return () -> open.remove(read);
    }

    private static boolean isOwn(StackWalker.StackFrame frame) {
        String name = frame.getClassName();
        int end = name.lastIndexOf('.');
        return name.startsWith(INTERNAL) || end > 0 && name.substring(0, end).equals(FACADE);
    }

    int count() {
        return open.size();
    }

    Optional<String> oldest() {
        return open.stream().max(Comparator.comparingLong(OpenRead::age)).map(OpenRead::toString);
    }

    /** Returns a description of the reads, the oldest first; empty if there are none. */
    public String describe() {
        return open.stream()
                .sorted(Comparator.comparingLong(OpenRead::age).reversed())
                .limit(8)
                .map(OpenRead::toString)
                .collect(Collectors.joining("; "));
    }

    /** Reports each read once when it has been open for too long. Checks at most once a second. */
    void reportLongOnes() {
        if (warnAfterNanos == 0 || open.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        long due = nextCheck.get();
        if (now < due || !nextCheck.compareAndSet(due, now + CHECK_NANOS)) {
            return;
        }
        for (OpenRead each : open) {
            if (each.age() > warnAfterNanos && !each.reported) {
                each.reported = true;
                LOG.log(
                        System.Logger.Level.WARNING,
                        "A stream or reading transaction on {0} is still open, {1}. Close it: it holds a connection,"
                                + " and the write-ahead log grows until then.",
                        store,
                        each);
            }
        }
    }
}
