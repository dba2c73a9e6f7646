package io.sepia.internal.garbage;

import io.sepia.document.ObjectKey;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.MarkedObjects;
import io.sepia.internal.backend.ReferenceGraph.Place;
import io.sepia.internal.backend.ReferenceGraph.Watch;
import io.sepia.report.GarbageReport;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Finds garbage and deletes it in its own transactions. Used once. See decision 0060. */
public final class GarbageCollector {
    /**
     * With at least this much garbage, deleted objects are also removed from the index of references, by a scan at the
     * end.
     */
    private static final int LARGE = 5_000;

    /**
     * If there is more garbage than this number of batches, and the backend can refuse saves, the garbage is frozen and
     * deleted in the order of the file. See decision 0062.
     */
    private static final int MANY_BATCHES = 50;

    private static final int TOLD = 10_000;

    private final Transactions transactions;
    private final Request request;

    public interface Transactions {
        <R extends @Nullable Object> R read(Function<BackendTransaction, R> work);

        /** Runs {@code work} in a write transaction, and again if the store was busy. */
        <R extends @Nullable Object> R write(Function<BackendTransaction, R> work);
    }

    /**
     * The request for a collection.
     *
     * @param keys keys of roots
     * @param classNames names of classes whose objects are all roots
     * @param everything whether no roots are allowed
     * @param grace minimum age; younger objects count as roots
     * @param batch maximum number of objects deleted in one transaction, except for cycles
     * @param progress called between transactions
     */
    public record Request(
            Set<ObjectKey> keys,
            Set<String> classNames,
            boolean everything,
            Duration grace,
            int batch,
            Consumer<GarbageReport.Progress> progress) {}

    public GarbageCollector(Transactions transactions, Request request) {
        this.transactions = transactions;
        this.request = request;
    }

    /** The graph and the objects in it that no root reaches. */
    private record Marked(ObjectGraph graph, BitSet garbage) {}

    public GarbageReport dryRun() {
        long begin = System.nanoTime();
        Marked marked = mark(cutoff());
        KeyTable keys = new KeyTable();
        marked.garbage().stream().forEach(each -> keys.add(marked.graph().key(each)));
        return new GarbageReport(true, keys.asList(), marked.graph().size() - keys.size(), 0, since(begin));
    }

    public GarbageReport collect() {
        long begin = System.nanoTime();
        long cutoff = cutoff();
        finishFrozen();
        Watch watch = transactions.write(
                transaction -> transaction.references().graph().watch());
        boolean ended = false;
        try {
            Marked marked = mark(cutoff);
            int found = marked.garbage().cardinality();
            Sweep sweep = new Sweep(marked.graph(), marked.garbage(), found >= LARGE, watch);
            sweep(sweep);
            ended = true;
            unwatch(watch);
            if (found >= LARGE) {
                tidy();
            }
            List<ObjectKey> deleted = sweep.deleted().asList();
            return new GarbageReport(
                    false, deleted, marked.graph().size() - found, found - deleted.size(), since(begin));
        } finally {
            if (!ended) {
                FrozenSweep.orLater(() -> unwatch(watch));
            }
        }
    }

    /**
     * Returns a shortest path from a root to an object, both included; empty if the object is garbage or not stored.
     */
    public List<ObjectKey> whyAlive(ObjectKey key) {
        long cutoff = cutoff();
        return transactions.read(transaction -> {
            ObjectGraph graph = read(transaction);
            int wanted = graph.indexOf(key);
            return wanted < 0
                    ? List.<ObjectKey>of()
                    : IntStream.of(Reach.path(graph, new RootSet(request, cutoff).in(graph), wanted))
                            .mapToObj(graph::key)
                            .toList();
        });
    }

    private long cutoff() {
        return ObjectGraph.micros(Instant.now()) - TimeUnit.NANOSECONDS.toMicros(nanos(request.grace()));
    }

    private static long nanos(Duration grace) {
        // A hundred years are as good as any longer time, and fit into a number of nanoseconds.
        Duration longest = Duration.ofDays(36_500);
        return (grace.compareTo(longest) > 0 ? longest : grace).toNanos();
    }

    private Marked mark(long cutoff) {
        return transactions.read(transaction -> {
            transaction.references().graph().check();
            ObjectGraph graph = read(transaction);
            BitSet garbage = Reach.of(graph, new RootSet(request, cutoff).in(graph));
            garbage.flip(0, graph.size());
            return new Marked(graph, garbage);
        });
    }

    private ObjectGraph read(BackendTransaction transaction) {
        long total = transaction.classes().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return ObjectGraph.read(transaction.references().graph(), count -> {
            if (count % TOLD == 0) {
                checkGoesOn(0);
                request.progress()
                        .accept(new GarbageReport.Progress(GarbageReport.Progress.Phase.MARKING, count, total));
            }
        });
    }

    private void sweep(Sweep sweep) {
        int total = sweep.left();
        tell(0, total);
        checkGoesOn(0);
        boolean canFreeze = transactions.<Boolean>read(
                transaction -> transaction.references().graph().markedObjects().isPresent());
        if (canFreeze && total > (long) MANY_BATCHES * request.batch()) {
            frozenSweep().delete(sweep, sweep.all(), done -> tell(done, total));
        } else {
            sweep(sweep, DeletionOrder.of(sweep.graph(), sweep.garbage()), canFreeze);
        }
    }

    /** Deletes group by group, a few of them in one transaction. */
    private void sweep(Sweep sweep, DeletionOrder.Groups groups, boolean canFreeze) {
        BatchSize size = new BatchSize(request.batch());
        int[] starts = groups.starts();
        int total = groups.objects().length;
        int group = 0;
        while (group < groups.count()) {
            int from = starts[group];
            int end = group + 1;
            while (end < groups.count() && starts[end + 1] - from <= size.now()) {
                end++;
            }
            group = end;
            List<Integer> objects = sweep.left(groups.objects(), from, starts[end]);
            if (!objects.isEmpty()) {
                checkGoesOn(sweep.deleted().size());
                if (canFreeze && objects.size() > request.batch()) {
                    frozenSweep().delete(sweep, objects, done -> tell(from + done, total));
                } else {
                    long begin = System.nanoTime();
                    sweep.committed(transactions.write(transaction -> sweep.run(transaction, objects)));
                    long taken = System.nanoTime() - begin;
                    size.took(objects.size(), taken);
                    tell(starts[end], total);
                    // Other processes poll for the write lock, so they need a pause in which to acquire it.
                    LockSupport.parkNanos(taken / 8);
                }
            }
        }
    }

    /** Returns whether an unfinished collection has frozen garbage. */
    public static boolean isFrozen(BackendTransaction transaction) {
        return transaction
                .references()
                .graph()
                .markedObjects()
                .map(MarkedObjects::isFrozen)
                .orElse(false);
    }

    /** Deletes the objects that an unfinished collection has frozen. */
    public void finishFrozen() {
        frozenSweep().finish();
    }

    private FrozenSweep frozenSweep() {
        return new FrozenSweep(transactions, new BatchSize(request.batch()));
    }

    private void tell(long done, long total) {
        request.progress().accept(new GarbageReport.Progress(GarbageReport.Progress.Phase.SWEEPING, done, total));
    }

    private static void checkGoesOn(int deleted) {
        if (Thread.currentThread().isInterrupted()) {
            throw new StorageFailureException(
                    "The garbage collection was stopped, because its thread was interrupted. It has deleted " + deleted
                            + " objects, which stay deleted; nothing that is left refers to them. Run it again.",
                    null);
        }
    }

    private void unwatch(Watch watch) {
        transactions.write(transaction -> {
            transaction.references().graph().unwatch(watch);
            return true;
        });
    }

    private void tidy() {
        Optional<Place> place = Optional.empty();
        do {
            Optional<Place> from = place;
            long begin = System.nanoTime();
            place = transactions.write(
                    transaction -> transaction.references().graph().tidy(from));
            LockSupport.parkNanos((System.nanoTime() - begin) / 8);
        } while (place.isPresent());
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
