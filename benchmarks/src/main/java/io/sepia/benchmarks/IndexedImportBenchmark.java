package io.sepia.benchmarks;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.benchmarks.QueryBenchmark.Item;
import io.sepia.query.IndexDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Imports 50,000 documents in one transaction into a class with two indexes, against {@link HandWrittenJdbc} with the
 * same indexes ({@code synchronous=NORMAL}). Each round uses new files; the contenders run interleaved.
 *
 * <p>Argument: {@code --rounds N} (default 5).
 */
final class IndexedImportBenchmark {
    private static final int DOCUMENTS = 50_000;
    private static final Logger HIBERNATE = Logger.getLogger("org.hibernate");
    private static final HandWrittenJdbc.Kind<Item> ITEM =
            HandWrittenJdbc.Kind.of(Item.class, "serializable", Item::id);

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
                seconds[who] = who == 0 ? baseline(file, items) : sepia(file, items);
            }
            if (round >= 0) {
                ratios.add(seconds[1] / seconds[0]);
                System.out.printf(
                        "JDBC %.2f s   Sepia %.2f s   ratio %.2f%n", seconds[0], seconds[1], seconds[1] / seconds[0]);
            }
        }
        ratios.sort(null);
        System.out.printf(
                "median %.2f (%.2f to %.2f)%n",
                ratios.get(ratios.size() / 2), ratios.get(0), ratios.get(ratios.size() - 1));
    }

    private static double sepia(Path file, List<Item> items) {
        try (Storage storage =
                StorageBuilder.of(file).option("synchronous", "NORMAL").open()) {
            storage.indexes().add(IndexDefinition.of("Item", "bucket"));
            storage.indexes().add(IndexDefinition.of("Item", "group"));
            long start = System.nanoTime();
            storage.saveAll(items);
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private static double baseline(Path file, List<Item> items) throws SQLException {
        try (HandWrittenJdbc jdbc = new HandWrittenJdbc(file, "normal")) {
            for (String field : List.of("bucket", "group")) {
                jdbc.execute("create index by_" + field + " on objects (json_extract(content, '$.\"" + field
                        + "\"'), object_id) where class_name is 'Item'");
            }
            long start = System.nanoTime();
            jdbc.inTransaction(() -> jdbc.insertAll(ITEM, items));
            return (System.nanoTime() - start) / 1e9;
        }
    }
}
