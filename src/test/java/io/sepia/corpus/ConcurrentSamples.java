package io.sepia.corpus;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicMarkableReference;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.AtomicStampedReference;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** Collections for several threads, and atomic values. */
final class ConcurrentSamples {
    private ConcurrentSamples() {}

    static void addTo(Samples samples) {
        collections(samples);
        atomics(samples);
    }

    private static void collections(Samples samples) {
        samples.add(
                ArrayBlockingQueue.class, new ArrayBlockingQueue<>(2), new ArrayBlockingQueue<>(2, true, List.of("a")));
        samples.add(
                LinkedBlockingQueue.class,
                new LinkedBlockingQueue<>(),
                new LinkedBlockingQueue<>(List.of("a")),
                new LinkedBlockingQueue<>(1));
        samples.add(
                LinkedBlockingDeque.class,
                new LinkedBlockingDeque<>(),
                new LinkedBlockingDeque<>(List.of("a")),
                new LinkedBlockingDeque<>(1));
        samples.add(LinkedTransferQueue.class, new LinkedTransferQueue<>(), new LinkedTransferQueue<>(List.of("a")));
        samples.add(
                PriorityBlockingQueue.class,
                new PriorityBlockingQueue<>(),
                new PriorityBlockingQueue<>(List.of("a")),
                new PriorityBlockingQueue<>(1, java.util.Comparator.reverseOrder()));
        samples.add(
                ConcurrentLinkedQueue.class, new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>(List.of("a")));
        samples.add(
                ConcurrentLinkedDeque.class, new ConcurrentLinkedDeque<>(), new ConcurrentLinkedDeque<>(List.of("a")));
        samples.add(
                ConcurrentSkipListSet.class,
                new ConcurrentSkipListSet<>(),
                new ConcurrentSkipListSet<>(List.of("b", "a")),
                new ConcurrentSkipListSet<>(java.util.Comparator.reverseOrder()));
        samples.add(CopyOnWriteArrayList.class, new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>(List.of("a")));
        samples.add(
                CopyOnWriteArraySet.class,
                new CopyOnWriteArraySet<>(),
                new CopyOnWriteArraySet<>(List.of("b", "a")),
                new CopyOnWriteArraySet<>(List.of("a", "b")));
        ConcurrentHashMap.KeySetView<String, Boolean> keys = ConcurrentHashMap.newKeySet();
        keys.add("a");
        samples.add(ConcurrentHashMap.KeySetView.class, ConcurrentHashMap.newKeySet(), keys);
        samples.add(DelayQueue.class, new DelayQueue<>(), new DelayQueue<>());
        samples.add(SynchronousQueue.class, new SynchronousQueue<>(), new SynchronousQueue<>(true));
    }

    private static void atomics(Samples samples) {
        samples.add(AtomicBoolean.class, new AtomicBoolean(), new AtomicBoolean(true));
        samples.add(AtomicInteger.class, new AtomicInteger(), new AtomicInteger(-1));
        samples.add(AtomicLong.class, new AtomicLong(), new AtomicLong(Long.MIN_VALUE));
        samples.add(AtomicIntegerArray.class, new AtomicIntegerArray(1), new AtomicIntegerArray(new int[] {1, 2}));
        samples.add(AtomicLongArray.class, new AtomicLongArray(1), new AtomicLongArray(new long[] {1, 2}));
        samples.add(AtomicReference.class, new AtomicReference<>("x"), new AtomicReference<>());
        samples.add(
                AtomicReferenceArray.class, new AtomicReferenceArray<>(1), new AtomicReferenceArray<>(new String[] {"a"
                }));
        samples.add(
                AtomicMarkableReference.class,
                new AtomicMarkableReference<>("a", true),
                new AtomicMarkableReference<>("b", false));
        samples.add(
                AtomicStampedReference.class,
                new AtomicStampedReference<>("a", 1),
                new AtomicStampedReference<>("b", 2));
        LongAdder longs = new LongAdder();
        longs.add(5);
        samples.add(LongAdder.class, new LongAdder(), longs);
        DoubleAdder doubles = new DoubleAdder();
        doubles.add(0.5);
        samples.add(DoubleAdder.class, new DoubleAdder(), doubles);
        samples.add(LongAccumulator.class, new LongAccumulator(Long::sum, 0), new LongAccumulator(Long::max, 1));
        samples.add(
                DoubleAccumulator.class, new DoubleAccumulator(Double::sum, 0), new DoubleAccumulator(Double::max, 1));
    }
}
