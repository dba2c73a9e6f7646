package io.sepia.internal.backend.file;

import io.sepia.document.ObjectKey;
import io.sepia.error.StorageBusyException;
import io.sepia.internal.backend.snapshot.GenerationHistory;
import io.sepia.internal.backend.snapshot.KeptGenerations;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The generations that are not in the snapshots: those of each object are read when they are first needed. A snapshot
 * from before another store changed them cannot read them any more. Thread-safe. See decision 0058.
 */
final class GenerationSource {
    private final GenerationFiles files;
    private final Object monitor;
    private final Runnable catchUp;
    private final Map<ObjectKey, KeptGenerations> read = new ConcurrentHashMap<>();
    /** The moments at which the generations of objects were last changed that had not been read. */
    private final Map<ObjectKey, Long> changed = new ConcurrentHashMap<>();

    private volatile boolean retired;
    private long moment;

    /**
     * @param monitor guards the journal and the moment
     * @param catchUp applies what other stores have journaled
     */
    GenerationSource(GenerationFiles files, Object monitor, Runnable catchUp) {
        this.files = files;
        this.monitor = monitor;
        this.catchUp = catchUp;
    }

    /** Returns the source for snapshots of this moment. The caller must hold the monitor. */
    GenerationHistory.Source now() {
        return new View(moment);
    }

    /** Returns whether the generations of an object were read before. The caller must hold the monitor. */
    boolean knows(ObjectKey key) {
        return read.containsKey(key);
    }

    /**
     * Records that another store has changed generations that were not read. The caller must hold the monitor.
     *
     * @return the source for snapshots from now on
     */
    GenerationHistory.Source change(ObjectKey key) {
        moment++;
        changed.put(key, moment);
        return now();
    }

    /** Makes this source read nothing more, because the journal is read from its beginning. */
    void retire() {
        retired = true;
    }

    private final class View implements GenerationHistory.Source {
        private final long from;

        View(long from) {
            this.from = from;
        }

        @Override
        public KeptGenerations of(ObjectKey key) {
            KeptGenerations known = read.get(key);
            if (known == null) {
                KeptGenerations found = files.read(key);
                synchronized (monitor) {
                    // Another store may have changed the file before or while it was read.
                    catchUp.run();
                    check(key, retired);
                    read.putIfAbsent(key, found);
                    known = read.get(key);
                }
            }
            check(key, false);
            return known;
        }

        private void check(ObjectKey key, boolean isGone) {
            if (isGone || changed.getOrDefault(key, 0L) > from) {
                throw new StorageBusyException("Another process has changed the generations of " + key
                        + " while this transaction was reading. Run it again.");
            }
        }

        @Override
        public Set<ObjectKey> keys() {
            return files.keys();
        }
    }
}
