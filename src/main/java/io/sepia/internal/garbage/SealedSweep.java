package io.sepia.internal.garbage;

import io.sepia.error.StorageException;
import io.sepia.internal.backend.CondemnedObjects.Condemned;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/** Condemns garbage and deletes it part by part. Decision 0081 tells what a collection costs without it. */
final class SealedSweep {
    private static final System.Logger LOG = System.getLogger(SealedSweep.class.getName());

    private final GarbageCollector.Transactions transactions;
    private final BatchSize size;

    SealedSweep(GarbageCollector.Transactions transactions, BatchSize size) {
        this.transactions = transactions;
        this.size = size;
    }

    /**
     * Deletes those of {@code objects} that nobody needs. {@code progress} is told between transactions how many are
     * done.
     */
    void delete(Sweep sweep, List<Integer> objects, IntConsumer progress) {
        List<Integer> left = objects;
        boolean sealed = false;
        while (!sealed && !left.isEmpty()) {
            Condemnation.Sealing sealing = new Condemnation(transactions, sweep.graph(), left).seal(sweep.watch());
            sweep.sealed(sealing);
            sealed = sealing.sealed();
            left = sweep.left(left);
        }
        if (sealed) {
            execute(sweep, objects.size() - left.size(), progress);
            sweep.end(left);
        }
    }

    /** What was sealed has to come to its end, because others wait for that. */
    private void execute(Sweep sweep, int done, IntConsumer progress) {
        boolean interrupted = Thread.interrupted();
        boolean ended = false;
        try {
            int deleted = done;
            long last = 0;
            List<Condemned> part;
            do {
                part = deleteSome(last);
                for (Condemned each : part) {
                    sweep.deleted(each.key());
                    last = each.number();
                }
                deleted += part.size();
                progress.accept(deleted);
            } while (!part.isEmpty());
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

    private List<Condemned> deleteSome(long after) {
        long begin = System.nanoTime();
        List<Condemned> part =
                transactions.write(transaction -> Condemnation.deleteSome(transaction, after, size.now()));
        long taken = System.nanoTime() - begin;
        size.took(part.size(), taken);
        LockSupport.parkNanos(taken / 8);
        return part;
    }

    /** Deletes what a collection has sealed that did not come to its end. */
    void finish() {
        boolean sealed = transactions.read(GarbageCollector::isSealed);
        long last = 0;
        while (sealed) {
            List<Condemned> part = deleteSome(last);
            sealed = !part.isEmpty();
            last = sealed ? part.get(part.size() - 1).number() : last;
        }
    }

    /** Runs what is to be done after a failure, which is told. What cannot be done then, the next collection does. */
    static void orLater(Runnable work) {
        boolean interrupted = Thread.interrupted();
        try {
            work.run();
        } catch (StorageException e) {
            LOG.log(System.Logger.Level.DEBUG, "A garbage collection that failed leaves something to the next one", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
