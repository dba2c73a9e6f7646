package io.sepia.internal.garbage;

import io.sepia.document.ObjectKey;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.CondemnedObjects;
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

/** Finds garbage and deletes it, in transactions of its own. Used once. */
public final class GarbageCollector {
    /** From so much garbage on, the index is relieved of it at the end, by going through all of it. */
    private static final int LARGE = 5_000;

    /**
     * If there is more garbage than so many transactions would delete holders first, and the store can, it is condemned
     * and deleted in the order in which it lies there.
     */
    private static final int MANY_BATCHES = 50;

    private static final int TOLD = 10_000;

    private final Transactions transactions;
    private final Request request;

    /** How the collector begins and ends transactions. */
    public interface Transactions {
        /** Runs {@code work} in one that reads. */
        <R extends @Nullable Object> R read(Function<BackendTransaction, R> work);

        /** Runs {@code work} in one that writes, once more if others were in its way. */
        <R extends @Nullable Object> R write(Function<BackendTransaction, R> work);
    }

    /**
     * What is to be collected.
     *
     * @param keys of objects that are roots
     * @param classNames of classes whose objects all are
     * @param everything whether there may be no roots
     * @param grace how long ago at least an object was saved that is no root
     * @param batch at most so many objects are deleted in one transaction, unless they refer to each other in a circle
     * @param progress told between transactions
     */
    public record Request(
            Set<ObjectKey> keys,
            Set<String> classNames,
            boolean everything,
            Duration grace,
            int batch,
            Consumer<GarbageReport.Progress> progress) {}

    /** A collector for one request. */
    public GarbageCollector(Transactions transactions, Request request) {
        this.transactions = transactions;
        this.request = request;
    }

    /** The graph, what in it is a root, and what can be reached. */
    private record Marked(ObjectGraph graph, BitSet garbage) {}

    /** Finds garbage and deletes nothing. */
    public GarbageReport dryRun() {
        long begin = System.nanoTime();
        Marked marked = mark(cutoff());
        KeyTable keys = new KeyTable();
        marked.garbage().stream().forEach(each -> keys.add(marked.graph().key(each)));
        return new GarbageReport(true, keys.asList(), marked.graph().size() - keys.size(), 0, since(begin));
    }

    /** Finds garbage and deletes it. */
    public GarbageReport collect() {
        long begin = System.nanoTime();
        long cutoff = cutoff();
        finishSealed();
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
                SealedSweep.orLater(() -> unwatch(watch));
            }
        }
    }

    /** A shortest path from a root to an object, both included; empty if it is garbage or not stored. */
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
        // A hundred years are as good as any longer time, and can be told in nanoseconds.
        Duration longest = Duration.ofDays(36_500);
        return (grace.compareTo(longest) > 0 ? longest : grace).toNanos();
    }

    private Marked mark(long cutoff) {
        return transactions.read(transaction -> {
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
        boolean canCondemn = transactions.<Boolean>read(
                transaction -> transaction.references().graph().condemnation().isPresent());
        if (canCondemn && total > (long) MANY_BATCHES * request.batch()) {
            sealedSweep().delete(sweep, sweep.all(), done -> tell(done, total));
        } else {
            sweep(sweep, DeletionOrder.of(sweep.graph(), sweep.garbage()), canCondemn);
        }
    }

    /** Deletes group by group, a few of them in one transaction. */
    private void sweep(Sweep sweep, DeletionOrder.Groups groups, boolean canCondemn) {
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
                if (canCondemn && objects.size() > request.batch()) {
                    sealedSweep().delete(sweep, objects, done -> tell(from + done, total));
                } else {
                    long begin = System.nanoTime();
                    sweep.committed(transactions.write(transaction -> sweep.run(transaction, objects)));
                    long taken = System.nanoTime() - begin;
                    size.took(objects.size(), taken);
                    tell(starts[end], total);
                    // Those who wait for their turn in another process only look for it now and then.
                    LockSupport.parkNanos(taken / 8);
                }
            }
        }
    }

    /** Whether a collection has sealed garbage and not come to its end. */
    public static boolean isSealed(BackendTransaction transaction) {
        return transaction
                .references()
                .graph()
                .condemnation()
                .map(CondemnedObjects::isSealed)
                .orElse(false);
    }

    /** Deletes what a collection has sealed that did not come to its end. */
    public void finishSealed() {
        sealedSweep().finish();
    }

    private SealedSweep sealedSweep() {
        return new SealedSweep(transactions, new BatchSize(request.batch()));
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
