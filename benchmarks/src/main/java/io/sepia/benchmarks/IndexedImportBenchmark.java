package io.sepia.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.sepia.Storage;
import io.sepia.benchmarks.QueryBenchmark.Item;
import io.sepia.query.IndexDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The import of 50,000 documents in one transaction into a class with two indexes, against plain JDBC that inserts in
 * batches into the same table with the same indexes ({@code synchronous=NORMAL}). New files in each round, interleaved.
 *
 * <p>Argument: {@code --rounds N} (default 5).
 */
final class IndexedImportBenchmark {
    private static final int DOCUMENTS = 50_000;
    private static final int BATCH = 1_000;
    private static final Logger HIBERNATE = Logger.getLogger("org.hibernate");
    private static final String INSERT =
            "insert into objects (class_name, object_id, content, object_type, version, created_at, updated_at)"
                    + " values ('Item', ?, ?, 'serializable', 1, ?, ?)";
    private static final String TABLE = "create table objects (id integer primary key, class_name text not null,"
            + " object_id text not null, content text not null, object_type text not null, metadata text,"
            + " version integer not null, created_at integer not null, updated_at integer not null, checksum integer,"
            + " unique (class_name, object_id))";
    private static final ObjectWriter WRITER = new ObjectMapper().writerFor(Item.class);

    private IndexedImportBenchmark() {}

    public static void main(String[] args) throws Exception {
        int rounds = args.length == 2 && args[0].equals("--rounds") ? Integer.parseInt(args[1]) : 5;
        HIBERNATE.setLevel(Level.WARNING);
        List<Item> items = QueryBenchmark.items(DOCUMENTS);
        Path directory = Files.createTempDirectory("sepia-import-benchmark");
        List<Double> ratios = new ArrayList<>();
        for (int round = -1; round < rounds; round++) {
            double[] seconds = new double[2];
            for (int turn = 0; turn < 2; turn++) {
                int who = Math.floorMod(round + turn, 2);
                Path file = directory.resolve("round" + round + "-" + who + ".db");
                seconds[who] = who == 0 ? raw(file, items) : sepia(file, items);
            }
            if (round >= 0) {
                ratios.add(seconds[1] / seconds[0]);
                System.out.printf(
                        "raw %.2f s   Sepia %.2f s   ratio %.2f%n", seconds[0], seconds[1], seconds[1] / seconds[0]);
            }
        }
        ratios.sort(null);
        System.out.printf(
                "median %.2f (%.2f to %.2f)%n",
                ratios.get(ratios.size() / 2), ratios.get(0), ratios.get(ratios.size() - 1));
    }

    private static double sepia(Path file, List<Item> items) {
        try (Storage storage =
                Storage.builder(file).option("synchronous", "NORMAL").open()) {
            storage.indexes().add(IndexDefinition.of("Item", "bucket"));
            storage.indexes().add(IndexDefinition.of("Item", "group"));
            long start = System.nanoTime();
            storage.saveAll(items);
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private static double raw(Path file, List<Item> items) throws SQLException, JsonProcessingException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode = WAL");
            statement.execute("pragma synchronous = NORMAL");
            statement.execute(TABLE);
            for (String field : List.of("bucket", "group")) {
                statement.execute("create index by_" + field + " on objects (json_extract(content, '$.\"" + field
                        + "\"'), object_id) where class_name is 'Item'");
            }
            connection.setAutoCommit(false);
            long start = System.nanoTime();
            try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
                int pending = 0;
                for (Item item : items) {
                    insert.setString(1, item.id());
                    insert.setString(2, WRITER.writeValueAsString(item));
                    insert.setLong(3, start);
                    insert.setLong(4, start);
                    insert.addBatch();
                    if (++pending % BATCH == 0) {
                        insert.executeBatch();
                    }
                }
                insert.executeBatch();
            }
            connection.commit();
            return (System.nanoTime() - start) / 1e9;
        }
    }
}
