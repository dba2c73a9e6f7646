package io.sepia.benchmarks;

import static io.sepia.Field.field;

import io.sepia.ObjectQuery;
import io.sepia.Storage;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import io.sepia.query.IndexDefinition;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Queries on 100,000 documents of about 420 bytes, against {@link HandWrittenJdbc} on the same file, which executes the
 * SQL that each query needs and selects no column that its result does not need. Each round runs each query on both
 * contenders, in alternating order.
 *
 * <p>Arguments: {@code --rounds N} (default 7), {@code --documents N} (default 100,000), {@code --only TEXT} (queries
 * whose names contain it).
 */
final class QueryBenchmark {
    private static final Logger HIBERNATE = Logger.getLogger("org.hibernate");
    private static final String OF_CLASS = " from objects where likelihood(class_name is 'Item', 0.9)";
    private static final String BUCKET = "json_extract(content, '$.\"bucket\"')";
    private static final String GROUP = "json_extract(content, '$.\"group\"')";
    private static final String TITLE = "json_extract(content, '$.\"title\"')";
    private static final String SELECT = "select content" + OF_CLASS;
    private static final String COUNT = "select count(*)" + OF_CLASS;
    private static final int PAGE = 10;

    /** The stored document. */
    @Stored
    record Item(
            @ObjectId String id, String title, String body, int bucket, int group, double price, List<String> tags) {}

    private static final HandWrittenJdbc.Kind<Item> ITEM =
            HandWrittenJdbc.Kind.of(Item.class, "serializable", Item::id);

    /** A query, and how often a round runs it. */
    private record Workload(String name, int times, Task baseline, Task sepia) {}

    /** Runs a query and returns the number of results. */
    @FunctionalInterface
    private interface Task {
        long run(int turn) throws SQLException;
    }

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Storage storage;
    private final HandWrittenJdbc jdbc;
    private final int documents;

    private QueryBenchmark(Storage storage, HandWrittenJdbc jdbc, int documents) {
        this.storage = storage;
        this.jdbc = jdbc;
        this.documents = documents;
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> options =
                Arguments.read(args, Map.of("--rounds", "7", "--documents", "100000", "--only", ""));
        HIBERNATE.setLevel(Level.WARNING);
        int documents = Integer.parseInt(options.get("--documents"));
        Path file = Files.createTempDirectory("sepia-query-benchmark").resolve("store.db");
        fill(file, documents);
        try (Storage storage = Storage.open(file);
                HandWrittenJdbc jdbc = new HandWrittenJdbc(file, "full")) {
            new QueryBenchmark(storage, jdbc, documents)
                    .run(Integer.parseInt(options.get("--rounds")), options.get("--only"));
        }
    }

    private static void fill(Path file, int documents) {
        try (Storage storage = Storage.open(file)) {
            storage.insertAll(items(documents));
            storage.indexes().add(IndexDefinition.of("Item", "bucket"));
            storage.indexes().add(IndexDefinition.of("Item", "group"));
        }
    }

    static List<Item> items(int documents) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < documents; i++) {
            items.add(new Item(
                    String.format("item%07d", i),
                    "Title " + i,
                    "It weaves algebraical patterns. ".repeat(8),
                    i % (documents / 10),
                    i % (documents / 1_000),
                    i / 100.0,
                    List.of("a", "b", "c")));
        }
        return items;
    }

    private List<Workload> workloads() {
        ObjectQuery<Item> items = storage.query(Item.class);
        String middle = String.format("item%07d", documents - 2 * PAGE);
        String cursorAtEnd = cursor(items.limit(PAGE), documents - 2 * PAGE);
        ObjectQuery<Item> byGroup = items.orderBy("group").limit(PAGE);
        return List.of(
                new Workload(
                        "10 hits, indexed",
                        2_000,
                        i -> list(SELECT + " and " + BUCKET + " = ? order by object_id", i % (documents / 10)),
                        i -> items.where(field("bucket").eq(i % (documents / 10)))
                                .list()
                                .size()),
                new Workload(
                        "1,000 hits, indexed",
                        40,
                        i -> list(SELECT + " and " + GROUP + " = ? order by object_id", i % (documents / 1_000)),
                        i -> items.where(field("group").eq(i % (documents / 1_000)))
                                .list()
                                .size()),
                new Workload(
                        "full scan, 1 hit",
                        3,
                        i -> list(SELECT + " and " + TITLE + " = ? order by object_id", "Title " + i),
                        i -> items.where(field("title").eq("Title " + i)).list().size()),
                new Workload(
                        "all ids",
                        5,
                        i -> jdbc.ids("select object_id" + OF_CLASS + " order by object_id")
                                .size(),
                        i -> items.ids().size()),
                new Workload(
                        "count all",
                        20,
                        i -> jdbc.count("select count(*) from objects where class_name = ?", "Item"),
                        i -> items.count()),
                new Workload(
                        "count by index",
                        200,
                        i -> jdbc.count(COUNT + " and " + GROUP + " > ?", 50),
                        i -> items.where(field("group").gt(50)).count()),
                new Workload(
                        "count by scan",
                        3,
                        i -> jdbc.count(COUNT + " and " + TITLE + " >= ? and " + TITLE + " < ?", "Title 1", "Title 2"),
                        i -> items.where(field("title").startsWith("Title 1")).count()),
                new Workload(
                        "page 1 by id",
                        1_000,
                        i -> list(SELECT + " order by object_id limit " + (PAGE + 1)),
                        i -> items.limit(PAGE).page().items().size()),
                new Workload(
                        "page " + documents / PAGE + " by id",
                        1_000,
                        i -> list(SELECT + " and object_id > ? order by object_id limit " + (PAGE + 1), middle),
                        i -> items.limit(PAGE).after(cursorAtEnd).page().items().size()),
                new Workload(
                        "page 1 by an indexed field",
                        1_000,
                        i -> list(SELECT.replace("objects", "objects indexed by objects_index_2") + " order by " + GROUP
                                + ", object_id limit " + (PAGE + 1)),
                        i -> byGroup.page().items().size()),
                new Workload(
                        "page " + documents / PAGE + " by an indexed field",
                        1_000,
                        i -> list(
                                SELECT + " and " + GROUP + " = ? and object_id > ? order by object_id limit "
                                        + (PAGE + 1),
                                documents / 1_000 - 1,
                                middle.substring(0, 5)),
                        pageTask(byGroup)));
    }

    private long list(String sql, Object... parameters) throws SQLException {
        return jdbc.list(ITEM, sql, parameters).size();
    }

    private Task pageTask(ObjectQuery<Item> byGroup) {
        String cursor = cursor(byGroup, documents - 2 * PAGE);
        return i -> byGroup.after(cursor).page().items().size();
    }

    /** Returns the cursor behind the document at {@code offset}. */
    private static String cursor(ObjectQuery<Item> query, int offset) {
        return query.offset(offset).page().next().orElseThrow();
    }

    private void run(int rounds, String only) throws SQLException {
        System.out.printf("Java %s, %,d documents%n", Runtime.version(), documents);
        List<Workload> workloads =
                workloads().stream().filter(each -> each.name().contains(only)).toList();
        Map<Workload, List<double[]>> times = new LinkedHashMap<>();
        for (int round = -2; round < rounds; round++) {
            for (Workload each : workloads) {
                double[] pair = new double[4];
                for (int turn = 0; turn < 2; turn++) {
                    int who = Math.floorMod(round + turn, 2);
                    long before = THREADS.getCurrentThreadCpuTime();
                    pair[who] = time(each, who == 0 ? each.baseline() : each.sepia());
                    pair[2 + who] = THREADS.getCurrentThreadCpuTime() - before;
                }
                if (round >= 0) {
                    times.computeIfAbsent(each, key -> new ArrayList<>()).add(pair);
                }
            }
        }
        times.forEach((each, pairs) -> System.out.printf(
                "%-32s JDBC %,10.1f µs   Sepia %,10.1f µs   ratio %.2f (%.2f to %.2f)   of processor time %.2f%n",
                each.name(),
                median(pairs.stream().map(pair -> pair[0]).toList()),
                median(pairs.stream().map(pair -> pair[1]).toList()),
                median(pairs.stream().map(pair -> pair[0] / pair[1]).toList()),
                pairs.stream().mapToDouble(pair -> pair[0] / pair[1]).min().orElse(0),
                pairs.stream().mapToDouble(pair -> pair[0] / pair[1]).max().orElse(0),
                median(pairs.stream().map(pair -> pair[2] / pair[3]).toList())));
    }

    /** Returns microseconds per query. */
    private static double time(Workload workload, Task task) throws SQLException {
        long found = 0;
        long start = System.nanoTime();
        for (int i = 0; i < workload.times(); i++) {
            found += task.run(i);
        }
        double micros = (System.nanoTime() - start) / 1e3 / workload.times();
        if (found == 0) {
            throw new IllegalStateException(workload.name() + " found nothing");
        }
        return micros;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
