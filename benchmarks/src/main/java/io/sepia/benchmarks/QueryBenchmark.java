package io.sepia.benchmarks;

import static io.sepia.query.Field.field;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.sepia.ObjectQuery;
import io.sepia.Storage;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import io.sepia.query.IndexDefinition;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Queries of 100,000 documents of about 420 bytes, against plain JDBC on the same file, which runs the same SQL, reads
 * the same columns, and decodes by Jackson into the same class. Interleaved: each round asks each question of one
 * contender and then of the other, beginning with the other one each round.
 *
 * <p>Arguments: {@code --rounds N} (default 7), {@code --documents N} (default 100,000).
 */
final class QueryBenchmark {
    private static final Logger HIBERNATE = Logger.getLogger("org.hibernate");
    private static final String OF_CLASS = " from objects where likelihood(class_name is 'Item', 0.9)";
    private static final String BUCKET = "json_extract(content, '$.\"bucket\"')";
    private static final String GROUP = "json_extract(content, '$.\"group\"')";
    private static final String TITLE = "json_extract(content, '$.\"title\"')";
    private static final String COLUMNS =
            "content, metadata, object_type = 'container', version, created_at, updated_at, checksum, object_id";
    private static final int PAGE = 10;

    /** What is stored. */
    @Stored
    record Item(
            @ObjectId String id, String title, String body, int bucket, int group, double price, List<String> tags) {}

    /** One question, and how often it is asked in a round. */
    private record Workload(String name, int times, Task raw, Task sepia) {}

    /** Answers a question and returns the number of results. */
    @FunctionalInterface
    private interface Task {
        long run(int turn) throws SQLException;
    }

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Storage storage;
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final ObjectReader reader = new ObjectMapper().readerFor(Item.class);
    private final int documents;
    /** Keeps what is read from being optimised away. */
    private long others;

    private QueryBenchmark(Storage storage, Connection connection, int documents) {
        this.storage = storage;
        this.connection = connection;
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
                Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            connection.setAutoCommit(false);
            new QueryBenchmark(storage, connection, documents)
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
        String whole = "select " + COLUMNS + OF_CLASS;
        ObjectQuery<Item> items = storage.query(Item.class);
        String middle = String.format("item%07d", documents - 2 * PAGE);
        String cursorAtEnd = cursor(items.limit(PAGE), documents - 2 * PAGE);
        ObjectQuery<Item> byGroup = items.orderBy("group").limit(PAGE);
        return List.of(
                new Workload(
                        "10 hits, indexed",
                        2_000,
                        i -> list(equal(BUCKET, "bucket"), i % (documents / 10)),
                        i -> items.where(field("bucket").eq(i % (documents / 10)))
                                .list()
                                .size()),
                new Workload(
                        "1,000 hits, indexed",
                        40,
                        i -> list(equal(GROUP, "group"), i % (documents / 1_000)),
                        i -> items.where(field("group").eq(i % (documents / 1_000)))
                                .list()
                                .size()),
                new Workload(
                        "full scan, 1 hit",
                        3,
                        i -> list(whole + " and " + TITLE + " = ? order by object_id", "Title " + i),
                        i -> items.where(field("title").eq("Title " + i)).list().size()),
                new Workload(
                        "all ids",
                        5,
                        i -> ids("select object_id" + OF_CLASS + " order by object_id"),
                        i -> items.ids().size()),
                new Workload(
                        "count by index",
                        200,
                        i -> countOfGroup(50),
                        i -> items.where(field("group").gt(50)).count()),
                new Workload(
                        "count by scan",
                        3,
                        i -> count(
                                "select count(*)" + OF_CLASS + " and " + TITLE + " >= ? and " + TITLE + " < ?",
                                "Title 1",
                                "Title 2"),
                        i -> items.where(field("title").startsWith("Title 1")).count()),
                new Workload(
                        "page 1 by id",
                        1_000,
                        i -> list(whole + " order by object_id limit " + (PAGE + 1)),
                        i -> items.limit(PAGE).page().items().size()),
                new Workload(
                        "page " + documents / PAGE + " by id",
                        1_000,
                        i -> list(whole + " and object_id > ? order by object_id limit " + (PAGE + 1), middle),
                        i -> items.limit(PAGE).after(cursorAtEnd).page().items().size()),
                new Workload(
                        "page 1 by an indexed field",
                        1_000,
                        i -> list(whole.replace("objects", "objects indexed by objects_index_2") + " order by " + GROUP
                                + ", object_id limit " + (PAGE + 1)),
                        i -> byGroup.page().items().size()),
                new Workload(
                        "page " + documents / PAGE + " by an indexed field",
                        1_000,
                        i -> list(
                                whole + " and " + GROUP + " = ? and object_id > ? order by object_id limit "
                                        + (PAGE + 1),
                                documents / 1_000 - 1,
                                middle.substring(0, 5)),
                        pageTask(byGroup)));
    }

    /** As the library asks for a number: with what tells whether it may be another one than the double shows. */
    private static String equal(String value, String field) {
        return "select " + COLUMNS + ", (" + value + " / 1234567 <> 0 and length(content -> '$.\"" + field
                + "\"') > 16)" + OF_CLASS + " and " + value + " = ? order by object_id";
    }

    private Task pageTask(ObjectQuery<Item> byGroup) {
        String cursor = cursor(byGroup, documents - 2 * PAGE);
        return i -> byGroup.after(cursor).page().items().size();
    }

    /** The cursor behind the document at {@code offset}. */
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
                    pair[who] = time(each, who == 0 ? each.raw() : each.sepia());
                    pair[2 + who] = THREADS.getCurrentThreadCpuTime() - before;
                }
                if (round >= 0) {
                    times.computeIfAbsent(each, key -> new ArrayList<>()).add(pair);
                }
            }
        }
        times.forEach((each, pairs) -> System.out.printf(
                "%-32s raw %,10.1f µs   Sepia %,10.1f µs   ratio %.2f (%.2f to %.2f)   of processor time %.2f%n",
                each.name(),
                median(pairs.stream().map(pair -> pair[0]).toList()),
                median(pairs.stream().map(pair -> pair[1]).toList()),
                median(pairs.stream().map(pair -> pair[0] / pair[1]).toList()),
                pairs.stream().mapToDouble(pair -> pair[0] / pair[1]).min().orElse(0),
                pairs.stream().mapToDouble(pair -> pair[0] / pair[1]).max().orElse(0),
                median(pairs.stream().map(pair -> pair[2] / pair[3]).toList())));
    }

    /** Microseconds an answer. */
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

    private ResultSet query(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement.executeQuery();
    }

    private long list(String sql, Object... parameters) throws SQLException {
        List<Item> items = new ArrayList<>();
        try (ResultSet rows = query(sql, parameters)) {
            while (rows.next()) {
                items.add(reader.readValue(rows.getString(1)));
                readOthers(rows);
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored item cannot be read", e);
        }
        connection.rollback();
        return items.size();
    }

    /** What every row of the table has, so that both read the same. */
    private void readOthers(ResultSet rows) throws SQLException {
        others = rows.getString(2) == null ? others : others + 1;
        others += rows.getInt(3) + rows.getLong(4) + rows.getLong(5) + rows.getLong(6) + rows.getLong(7);
        others += rows.getString(8).length();
    }

    private long ids(String sql) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (ResultSet rows = query(sql)) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        connection.rollback();
        return ids.size();
    }

    /** As the library counts: those that are greater, and those that are equal to a double that hides a greater one. */
    private long countOfGroup(int bound) throws SQLException {
        String many = GROUP + " / ? <> 0 and length(content -> '$.\"group\"') > 16";
        String hidden = "select " + COLUMNS + OF_CLASS + " and " + GROUP + " = ? and " + many;
        long found = 0;
        try (ResultSet rows = query(hidden, bound, bound + 1)) {
            while (rows.next()) {
                found++;
            }
        }
        return found + count("select count(*)" + OF_CLASS + " and " + GROUP + " > ? and " + GROUP + " < ''", bound);
    }

    private long count(String sql, Object... parameters) throws SQLException {
        long count;
        try (ResultSet rows = query(sql, parameters)) {
            count = rows.next() ? rows.getLong(1) : 0;
        }
        connection.rollback();
        return count;
    }
}
