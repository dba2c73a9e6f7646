package io.sepia.garbage;

import io.sepia.backend.BackendTransaction;
import io.sepia.backend.ReferenceGraph.Place;
import io.sepia.backend.ReferenceGraph.Watch;
import io.sepia.document.ObjectKey;
import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Collection;
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
    private static final System.Logger LOG = System.getLogger(GarbageCollector.class.getName());

    /** From so much garbage on, the index is relieved of it at the end, by going through all of it. */
    private static final int LARGE = 5_000;

    private static final int TOLD = 10_000;

    private final Transactions transactions;
    private final Request request;
    private Watch watch = new Watch(0, 0);

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
            Consumer<GarbageProgress> progress) {}

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
        return new GarbageReport(true, keys, marked.graph().size() - keys.size(), 0, since(begin));
    }

    /** Finds garbage and deletes it. */
    public GarbageReport collect() {
        long begin = System.nanoTime();
        long cutoff = cutoff();
        finishSealed();
        watch = transactions.write(
                transaction -> transaction.references().graph().watch());
        boolean ended = false;
        try {
            Marked marked = mark(cutoff);
            int found = marked.garbage().cardinality();
            DeletionOrder.Groups groups = DeletionOrder.of(marked.graph(), marked.garbage());
            Sweep sweep = new Sweep(marked.graph(), marked.garbage(), found >= LARGE);
            sweep(sweep, groups);
            ended = true;
            unwatch();
            if (found >= LARGE) {
                tidy();
            }
            KeyTable deleted = sweep.deleted();
            return new GarbageReport(
                    false, deleted, marked.graph().size() - found, found - deleted.size(), since(begin));
        } finally {
            if (!ended) {
                orLater(this::unwatch);
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
                request.progress().accept(new GarbageProgress(GarbageProgress.Phase.MARKING, count, total));
            }
        });
    }

    private void sweep(Sweep sweep, DeletionOrder.Groups groups) {
        BatchSize size = new BatchSize(request.batch());
        int[] starts = groups.starts();
        int total = groups.objects().length;
        tell(0, total);
        boolean canCondemn = transactions.<Boolean>read(
                transaction -> transaction.references().graph().canCondemn());
        int group = 0;
        while (group < groups.count()) {
            int from = starts[group];
            int end = group + 1;
            while (end < groups.count() && starts[end + 1] - from <= size.now()) {
                end++;
            }
            group = end;
            List<Integer> objects = sweep.left(groups.objects(), from, starts[end]);
            if (objects.size() > request.batch() && canCondemn) {
                checkGoesOn(sweep.deleted().size());
                deleteCircle(sweep, objects, size, starts[end], total);
            } else if (!objects.isEmpty()) {
                checkGoesOn(sweep.deleted().size());
                long begin = System.nanoTime();
                Sweep.Result result = transactions.write(transaction -> sweep.run(transaction, watch, objects));
                long taken = System.nanoTime() - begin;
                watch = result.watch();
                sweep.committed(result);
                tell(starts[end], total);
                size.took(objects.size(), taken);
                // Those who wait for their turn in another process only look for it now and then.
                LockSupport.parkNanos(taken / 8);
            }
        }
    }

    private void deleteCircle(Sweep sweep, List<Integer> objects, BatchSize size, int end, int total) {
        LargeCircle.Sealing sealing = new LargeCircle(transactions, sweep.graph(), objects).seal(watch);
        watch = sealing.watch();
        sweep.spare(sealing.met());
        if (sealing.sealed()) {
            // From here on it has to come to its end, because others wait for that.
            boolean interrupted = Thread.interrupted();
            boolean ended = false;
            try {
                int start = end - objects.size();
                int deleted = 0;
                Collection<ObjectKey> part;
                do {
                    part = deleteSome(size);
                    sweep.deleted(part);
                    deleted += part.size();
                    tell(start + deleted, total);
                } while (!part.isEmpty());
                sweep.end(objects);
                ended = true;
            } finally {
                if (!ended) {
                    interrupted |= Thread.interrupted();
                    orLater(this::finishSealed);
                }
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
        tell(end, total);
    }

    private Collection<ObjectKey> deleteSome(BatchSize size) {
        long begin = System.nanoTime();
        Collection<ObjectKey> part = transactions.write(transaction -> LargeCircle.deleteSome(transaction, size.now()));
        long taken = System.nanoTime() - begin;
        size.took(part.size(), taken);
        LockSupport.parkNanos(taken / 8);
        return part;
    }

    /** Whether a collection has sealed a circle and not come to its end. */
    public static boolean isSealed(BackendTransaction transaction) {
        return transaction.references().graph().isSealed();
    }

    /** Deletes what a collection has sealed that did not come to its end. */
    public void finishSealed() {
        BatchSize size = new BatchSize(request.batch());
        boolean sealed = transactions.read(GarbageCollector::isSealed);
        while (sealed) {
            sealed = !deleteSome(size).isEmpty();
        }
    }

    private void tell(long done, long total) {
        request.progress().accept(new GarbageProgress(GarbageProgress.Phase.SWEEPING, done, total));
    }

    private static void checkGoesOn(int deleted) {
        if (Thread.currentThread().isInterrupted()) {
            throw new StorageFailureException(
                    "The garbage collection was stopped, because its thread was interrupted. It has deleted " + deleted
                            + " objects, which stay deleted; nothing that is left refers to them. Run it again.",
                    null);
        }
    }

    private void unwatch() {
        transactions.write(transaction -> {
            transaction.references().graph().unwatch(watch);
            return true;
        });
    }

    /** Runs what is to be done after a failure, which is told. What cannot be done then, the next collection does. */
    private static void orLater(Runnable work) {
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
