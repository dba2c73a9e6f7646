package io.sepia.internal.garbage;

import io.sepia.error.StorageException;
import io.sepia.internal.backend.MarkedObjects.MarkedObject;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** Freezes garbage and deletes it part by part. Decision 0081 tells what a collection costs without it. */
final class FrozenSweep {
    private static final System.Logger LOG = System.getLogger(FrozenSweep.class.getName());

    private final GarbageCollector.Transactions transactions;
    private final BatchSize size;

    FrozenSweep(GarbageCollector.Transactions transactions, BatchSize size) {
        this.transactions = transactions;
        this.size = size;
    }

    /**
     * Deletes the objects that no other transaction needs. {@code progress} receives the number of processed objects
     * between transactions.
     */
    void delete(Sweep sweep, List<Integer> objects, IntConsumer progress) {
        List<Integer> left = objects;
        boolean frozen = false;
        while (!frozen && !left.isEmpty()) {
            MarkedGarbage.Freezing freezing =
                    new MarkedGarbage(transactions, sweep.graph(), left).freeze(sweep.watch());
            sweep.frozen(freezing);
            frozen = freezing.frozen();
            left = sweep.left(left);
        }
        if (frozen) {
            execute(sweep, objects.size() - left.size(), progress);
            sweep.end(left);
        }
    }

    /** Deletes all frozen objects, even if interrupted, because other transactions are refused until the end. */
    private void execute(Sweep sweep, int done, IntConsumer progress) {
        boolean interrupted = Thread.interrupted();
        boolean ended = false;
        try {
            int[] deleted = {done};
            deleteFrozen(part -> {
                part.forEach(each -> sweep.deleted().add(each.key()));
                deleted[0] += part.size();
                progress.accept(deleted[0]);
            });
            ended = true;
        } finally {
            interrupted |= Thread.interrupted();
            if (!ended) {
                orLater(this::finish);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private List<MarkedObject> deleteSome(long after) {
        long begin = System.nanoTime();
        List<MarkedObject> part =
                transactions.write(transaction -> MarkedGarbage.deleteSome(transaction, after, size.now()));
        long taken = System.nanoTime() - begin;
        size.took(part.size(), taken);
        LockSupport.parkNanos(taken / 8);
        return part;
    }

    /** Deletes the objects that an unfinished collection has frozen. */
    void finish() {
        if (transactions.<Boolean>read(GarbageCollector::isFrozen)) {
            deleteFrozen(part -> {});
        }
    }

    /** Deletes part by part until none is left. {@code deleted} receives each part after its transaction. */
    private void deleteFrozen(Consumer<List<MarkedObject>> deleted) {
        long last = 0;
        List<MarkedObject> part;
        do {
            part = deleteSome(last);
            deleted.accept(part);
            last = part.isEmpty() ? last : part.get(part.size() - 1).number();
        } while (!part.isEmpty());
    }

    /**
     * Runs cleanup after a failure, which the caller reports. If the cleanup fails too, the next collection does it.
     */
    static void orLater(Runnable work) {
        boolean interrupted = Thread.interrupted();
        try {
            work.run();
        } catch (StorageException e) {
            LOG.log(System.Logger.Level.DEBUG, "A garbage collection failed; the next one cleans up after it", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
