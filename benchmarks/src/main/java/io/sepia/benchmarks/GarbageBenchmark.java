package io.sepia.benchmarks;

import io.sepia.Roots;
import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.document.ObjectKey;
import io.sepia.report.GarbageReport;
import io.sepia.report.GarbageReport.Progress.Phase;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Collects garbage among many objects with three references each, half of them unreachable, while a thread saves
 * objects one by one. Prints seconds, the peak of the heap, and the latencies of the saves.
 *
 * <p>Shapes: in {@code random}, objects refer to any objects of the same half, so nearly all garbage is one cycle. In
 * {@code tree}, they refer to later objects in an order that is not that of the file, so there are no cycles.
 *
 * <p>Arguments: {@code --file PATH} (kept, and generated if it does not exist), {@code --objects N} (1000000),
 * {@code --shape random|tree}, {@code --only generate|collect}, {@code --backend sqlite|memory}.
 */
final class GarbageBenchmark {
    private static final int PART = 10_000;
    private static final int REFERENCES = 3;
    /** Coprime to half the number of objects. */
    private static final long SHUFFLE = 7_919;

    private static final long PAUSE_MILLIS = 2;

    /** A strong reference, because a logger that is garbage collected loses its level. */
    private static final Logger HIBERNATE = Logger.getLogger("org.hibernate");

    private final Map<String, String> options;
    private final int objects;
    private final long unshuffle;

    private GarbageBenchmark(Map<String, String> options) {
        this.options = options;
        this.objects = Integer.parseInt(options.get("--objects"));
        this.unshuffle = BigInteger.valueOf(SHUFFLE)
                .modInverse(BigInteger.valueOf(objects / 2))
                .longValue();
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> options = Arguments.read(
                args,
                Map.of(
                        "--file",
                        Path.of(System.getProperty("java.io.tmpdir"), "sepia-garbage.db")
                                .toString(),
                        "--objects",
                        "1000000",
                        "--shape",
                        "random",
                        "--only",
                        "both",
                        "--backend",
                        "sqlite"));
        HIBERNATE.setLevel(Level.WARNING);
        new GarbageBenchmark(options).run();
    }

    private void run() throws Exception {
        String only = options.get("--only");
        if (options.get("--backend").equals("memory")) {
            try (Storage storage = Storage.open("memory", Map.of())) {
                generate(storage);
                collect(storage);
            }
            return;
        }
        Path file = Path.of(options.get("--file"));
        if (!Files.exists(file)) {
            try (Storage storage =
                    StorageBuilder.of(file).option("synchronous", "normal").open()) {
                generate(storage);
            }
        }
        if (!only.equals("generate")) {
            try (Storage storage = Storage.open(file)) {
                collect(storage);
            }
        }
    }

    private static String id(int index) {
        return String.format(Locale.ROOT, "%08d", index);
    }

    private void generate(Storage storage) {
        long start = System.nanoTime();
        boolean circles = options.get("--shape").equals("random");
        Random random = new Random(7);
        for (int from = 0; from < objects; from += PART) {
            Map<String, String> part = new LinkedHashMap<>();
            for (int i = from; i < Math.min(objects, from + PART); i++) {
                StringBuilder text = new StringBuilder("{\"title\":\"object number " + i
                        + "\",\"text\":\"the quality of being that which words say of it\",\"others\":[");
                for (int k = 0; k < REFERENCES; k++) {
                    text.append(k == 0 ? "" : ",")
                            .append("{\"$ref\":{\"class\":\"node\",\"id\":\"")
                            .append(id(circles ? any(i, random) : later(i, k, random)))
                            .append("\"}}");
                }
                part.put(id(i), text.append("]}").toString());
            }
            storage.documents("node").insertAll(part);
        }
        System.out.printf("%,d objects generated in %.1f s%n", objects, (System.nanoTime() - start) / 1e9);
    }

    /** Returns any object of the same half: the halves are the even and the odd numbers. */
    private int any(int index, Random random) {
        return random.nextInt(objects / 2) * 2 + index % 2;
    }

    /** Returns a child in the binary tree of the same half, or any later object in a shuffled order. */
    private int later(int index, int child, Random random) {
        long half = objects / 2;
        long place = index / 2 * SHUFFLE % half;
        long wanted = place * 2 + child + 1;
        if (child == 2 || wanted >= half) {
            wanted = Math.min(half - 1, place + 1 + (long) (random.nextDouble() * (half - place - 1)));
        }
        return (int) (wanted * unshuffle % half * 2 + index % 2);
    }

    private void collect(Storage storage) throws InterruptedException {
        AtomicBoolean ended = new AtomicBoolean();
        List<Long> taken = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        Thread writer = new Thread(
                () -> {
                    for (int i = 0; !ended.get(); i++) {
                        long begin = System.nanoTime();
                        try {
                            storage.documents("note")
                                    .save(
                                            "n" + i % 1_000,
                                            "{\"to\":{\"$ref\":{\"class\":\"node\",\"id\":\"" + id(0) + "\"}}}");
                        } catch (RuntimeException e) {
                            failed.add(e.toString());
                        }
                        taken.add(System.nanoTime() - begin);
                        try {
                            Thread.sleep(PAUSE_MILLIS);
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                },
                "writer");
        List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(each -> each.getType() == MemoryType.HEAP)
                .toList();
        long start = System.nanoTime();
        heap.forEach(MemoryPoolMXBean::resetPeakUsage);
        writer.start();
        long[] swept = {0};
        GarbageReport report = storage.garbage()
                .grace(Duration.ZERO)
                .onProgress(progress -> {
                    if (progress.phase() == Phase.SWEEPING && progress.done() == 0) {
                        swept[0] = System.nanoTime();
                    }
                })
                .collect(Roots.keys(new ObjectKey("node", id(0))));
        ended.set(true);
        writer.join();
        System.out.println(report);
        System.out.printf(
                "marked in %.1f s, all in %.1f s, heap at most %d MB of %d MB%n",
                (swept[0] - start) / 1e9,
                report.duration().toNanos() / 1e9,
                heap.stream().mapToLong(each -> each.getPeakUsage().getUsed()).sum() >> 20,
                Runtime.getRuntime().maxMemory() >> 20);
        long[] sorted = taken.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                "%,d saves by another thread: median %.1f ms, p99 %.1f ms, longest %.1f ms, %d failed %s%n",
                sorted.length,
                sorted[sorted.length / 2] / 1e6,
                sorted[(int) (sorted.length * 0.99)] / 1e6,
                Arrays.stream(sorted).max().orElseThrow() / 1e6,
                failed.size(),
                failed.stream().limit(1).toList());
    }
}
