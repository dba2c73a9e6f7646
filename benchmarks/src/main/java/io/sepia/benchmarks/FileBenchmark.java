package io.sepia.benchmarks;

import io.sepia.Storage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Compares a file store with a plain loop that writes the same bytes to files with the same names and as many syncs,
 * and with {@code find}, interleaved.
 *
 * <p>Arguments: a directory on the disk to measure, rounds, a file of JSON lines compressed by gzip.
 */
final class FileBenchmark {
    private static final int LISTED = 100_000;
    private static final int SINGLE = 1_000;

    private final Path directory;
    private final Map<String, String> documents = new LinkedHashMap<>();

    private FileBenchmark(Path directory, Path lines) throws IOException {
        this.directory = directory;
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(lines)), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                documents.put("f" + documents.size(), line);
            }
        }
    }

    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory(Path.of(args[0]), "sepia-files");
        int rounds = Integer.parseInt(args[1]);
        FileBenchmark benchmark = new FileBenchmark(directory, Path.of(args[2]));
        try {
            benchmark.run(rounds);
        } finally {
            delete(directory);
        }
    }

    private void run(int rounds) throws Exception {
        Path listed = directory.resolve("listed/N");
        Files.createDirectories(listed);
        for (int i = 0; i < LISTED; i++) {
            Files.writeString(listed.resolve("n" + i), "x");
        }
        List<Double> bulk = new ArrayList<>();
        List<Double> single = new ArrayList<>();
        List<Double> list = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            boolean counts = round > 0;
            long ours = saveAll(directory.resolve("ours" + round));
            long plain = plainAll(directory.resolve("plain" + round));
            long oursSingle = saveSingle(directory.resolve("single" + round));
            long plainSingle = plainSingle(directory.resolve("plainSingle" + round));
            long find = find(directory.resolve("listed"));
            long ids = ids(directory.resolve("listed"));
            if (counts) {
                bulk.add((double) plain / ours);
                single.add((double) plainSingle / oursSingle);
                list.add((double) ids / find);
                System.out.printf(
                        "round %d: bulk %d ms, plain %d ms; single %d ms, plain %d ms; ids %d ms, find %d ms%n",
                        round,
                        ours / 1_000_000,
                        plain / 1_000_000,
                        oursSingle / 1_000_000,
                        plainSingle / 1_000_000,
                        ids / 1_000_000,
                        find / 1_000_000);
            }
            for (String each : List.of("ours", "plain", "single", "plainSingle")) {
                delete(directory.resolve(each + round));
            }
        }
        System.out.println("bulk, speed against the loop: " + summary(bulk));
        System.out.println("one document a transaction, speed against the loop: " + summary(single));
        System.out.println("open and list " + LISTED + ", time against find: " + summary(list));
    }

    private static String summary(List<Double> ratios) {
        double[] sorted =
                ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return String.format("%.2f (%.2f to %.2f)", sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
    }

    private long saveAll(Path path) {
        long begin = System.nanoTime();
        try (Storage storage = Storage.open("filesystem", Map.of("path", path))) {
            storage.documents("Feature").saveAll(documents);
        }
        return System.nanoTime() - begin;
    }

    private long plainAll(Path path) throws IOException {
        long begin = System.nanoTime();
        Path ofClass = Files.createDirectories(path.resolve("Feature"));
        for (Map.Entry<String, String> each : documents.entrySet()) {
            Path temporary = path.resolve("new" + each.getKey());
            write(temporary, each.getValue());
            Files.move(temporary, ofClass.resolve(each.getKey()), StandardCopyOption.ATOMIC_MOVE);
        }
        sync(path);
        sync(path);
        sync(ofClass);
        return System.nanoTime() - begin;
    }

    private long saveSingle(Path path) {
        long begin = System.nanoTime();
        try (Storage storage = Storage.open("filesystem", Map.of("path", path))) {
            documents.entrySet().stream()
                    .limit(SINGLE)
                    .forEach(each -> storage.documents("Feature").save(each.getKey(), each.getValue()));
        }
        return System.nanoTime() - begin;
    }

    private long plainSingle(Path path) throws IOException {
        long begin = System.nanoTime();
        Path ofClass = Files.createDirectories(path.resolve("Feature"));
        try (FileChannel journal =
                FileChannel.open(path.resolve("journal"), StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            for (Map.Entry<String, String> each :
                    documents.entrySet().stream().limit(SINGLE).toList()) {
                Path temporary = path.resolve("new" + each.getKey());
                write(temporary, each.getValue());
                sync(path);
                journal.write(ByteBuffer.wrap(each.getKey().getBytes(StandardCharsets.UTF_8)));
                journal.force(true);
                Files.move(temporary, ofClass.resolve(each.getKey()), StandardCopyOption.ATOMIC_MOVE);
                sync(ofClass);
            }
        }
        return System.nanoTime() - begin;
    }

    private static void write(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static long ids(Path path) {
        long begin = System.nanoTime();
        try (Storage storage = Storage.open("filesystem", Map.of("path", path))) {
            if (storage.documents("N").ids().size() != LISTED) {
                throw new IllegalStateException("not all are listed");
            }
        }
        return System.nanoTime() - begin;
    }

    private static long find(Path path) throws Exception {
        long begin = System.nanoTime();
        Process find = new ProcessBuilder("find", path.toString(), "-type", "f").start();
        long lines;
        try (BufferedReader reader = find.inputReader(StandardCharsets.UTF_8)) {
            lines = reader.lines().count();
        }
        if (find.waitFor() != 0 || lines < LISTED) {
            throw new IllegalStateException("find failed");
        }
        return System.nanoTime() - begin;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
