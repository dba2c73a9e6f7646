package io.sepia.hostile;

import io.sepia.Backup;
import io.sepia.Storage;
import io.sepia.document.StoredDocument;
import io.sepia.report.ConflictPolicy;
import io.sepia.report.VerifyReport.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Checks what a {@link LaneWriter} has left behind. */
final class LaneCheck {
    private final Map<String, ?> options;
    private final Set<String> soundFiles = new HashSet<>();
    private final List<String> wrong = new ArrayList<>();
    private int lost;
    private int opened;

    /** @param options those of the writer */
    LaneCheck(Map<String, ?> options) {
        this.options = options;
    }

    /** What had been acknowledged at a moment. */
    static final class Acknowledged {
        private final long[] numbers = new long[LaneWriter.LANES];
        private final Set<String> files = new HashSet<>();
        private final Set<String> forgotten = new HashSet<>();

        void next(String line) {
            String[] words = line.strip().split(" ");
            switch (words[0]) {
                case "ack" -> numbers[Integer.parseInt(words[1])] = Long.parseLong(words[2]);
                case "export", "backup", "archive" -> files.add(words[1]);
                case "forgot" -> forgotten.add(words[1]);
                default -> {}
            }
        }
    }

    List<String> wrong() {
        return wrong;
    }

    @Override
    public String toString() {
        return lost + " lacked acknowledged transactions, " + opened + " were opened by the store and verified, "
                + soundFiles.size() + " different backups and exports were sound, " + wrong.size() + " errors";
    }

    /** Checks the backups and exports in a directory. */
    void files(Path directory, Acknowledged acknowledged, String where) throws IOException {
        for (String each : acknowledged.files) {
            if (!Files.exists(directory.resolve(each))) {
                wrong.add(where + each + " is lost");
            }
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path each : files.toList()) {
                String name = each.getFileName().toString();
                boolean isBackup = name.startsWith("b") && !name.endsWith("-journal");
                if (isBackup || name.startsWith("export")) {
                    file(each, isBackup, where);
                } else if (!acknowledged.forgotten.isEmpty() && !name.endsWith(".part")) { // An unfinished backup.
                    String bytes = Files.readString(each, StandardCharsets.ISO_8859_1);
                    for (String secret : acknowledged.forgotten) {
                        if (bytes.contains(secret)) {
                            wrong.add(where + name + " contains " + secret);
                        }
                    }
                }
            }
        }
    }

    private void file(Path file, boolean isBackup, String where) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        String identity = checksum.getValue() + "-" + bytes.length;
        if (soundFiles.contains(identity)) {
            return;
        }
        try {
            if (isBackup) {
                Backup.of(file).verify();
            } else {
                try (Storage memory = Storage.open("memory", Map.of())) {
                    memory.contents().importData(file, ConflictPolicy.FAIL);
                }
            }
            soundFiles.add(identity);
        } catch (RuntimeException e) {
            wrong.add(where + file.getFileName() + ": " + e);
        }
    }

    /** Checks a file by SQL, and then the structure and the checksums as those of a backup. */
    void bySql(Path file, Acknowledged acknowledged, boolean mayLose, String where) {
        if (!Files.exists(file)) {
            lanes(Map.of(), Map.of(), acknowledged, mayLose, where);
            return;
        }
        Map<String, String> contents = new HashMap<>();
        Map<String, Long> events = new HashMap<>();
        boolean isEmpty;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            // Each migration is a transaction.
            isEmpty = number(statement, "SELECT count(*) FROM sqlite_schema WHERE name = 'object_events'") == 0;
            if (!isEmpty) {
                try (ResultSet rows = statement.executeQuery("SELECT class_name, object_id, content FROM objects")) {
                    while (rows.next()) {
                        contents.put(rows.getString(1) + "/" + rows.getString(2), rows.getString(3));
                    }
                }
                try (ResultSet rows = statement.executeQuery("SELECT class_name, count(*) FROM object_events"
                        + " WHERE object_id = 'p0' GROUP BY class_name")) {
                    while (rows.next()) {
                        events.put(rows.getString(1), rows.getLong(2));
                    }
                }
            }
        } catch (SQLException e) {
            wrong.add(where + e);
            return;
        }
        lanes(contents, events, acknowledged, mayLose, where);
        if (!isEmpty) {
            try {
                Backup.of(file).verify();
            } catch (RuntimeException e) {
                wrong.add(where + e);
            }
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            return rows.getLong(1);
        }
    }

    private void lanes(
            Map<String, String> contents,
            Map<String, Long> events,
            Acknowledged acknowledged,
            boolean mayLose,
            String where) {
        boolean loses = false;
        for (int lane = 0; lane < LaneWriter.LANES; lane++) {
            String book = contents.get(LaneWriter.book(lane) + "/book");
            long number = book == null ? 0 : LaneWriter.numberOf(book);
            loses |= number < acknowledged.numbers[lane];
            String page = LaneWriter.page(lane);
            whole(lane, number, key -> Optional.ofNullable(contents.get(key)), events.getOrDefault(page, 0L), where);
            if (number < acknowledged.numbers[lane] && !mayLose) {
                wrong.add(where + "transaction " + acknowledged.numbers[lane] + " of lane " + lane + " is lost, "
                        + number + " is there");
            }
        }
        lost += loses ? 1 : 0;
    }

    private void whole(int lane, long number, Function<String, Optional<String>> contents, long events, String where) {
        for (int i = 0; i <= LaneWriter.PAGES; i++) {
            boolean isStored = number > 0 && (i < LaneWriter.PAGES || number % 2 == 0);
            Optional<String> expected = isStored ? Optional.of(LaneWriter.content(lane, i, number)) : Optional.empty();
            if (!contents.apply(LaneWriter.page(lane) + "/" + LaneWriter.pageId(i))
                    .equals(expected)) {
                wrong.add(where + "page " + i + " of lane " + lane + " is not that of transaction " + number);
            }
        }
        Optional<String> book = contents.apply(LaneWriter.book(lane) + "/book");
        if (number > 0 && !book.equals(Optional.of(LaneWriter.bookContent(lane, number)))) {
            wrong.add(where + "the book of lane " + lane + " is not that of transaction " + number);
        }
        if (events != number) {
            wrong.add(where + events + " events of page 0 of lane " + lane + ", and not " + number);
        }
    }

    /** Opens the file as a store, verifies it, and writes to it. */
    void byStore(Path file, Acknowledged acknowledged, boolean mayLose, String where) {
        opened++;
        try (Storage storage = LaneWriter.open(file, options)) {
            for (int lane = 0; lane < LaneWriter.LANES; lane++) {
                long number = LaneWriter.number(storage, lane);
                if (number < acknowledged.numbers[lane] && !mayLose) {
                    wrong.add(where + "transaction " + acknowledged.numbers[lane] + " of lane " + lane + " is lost, "
                            + number + " is there");
                }
                long events = storage.documents(LaneWriter.page(lane))
                        .history("p0")
                        .events()
                        .size();
                whole(
                        lane,
                        number,
                        key -> {
                            int slash = key.indexOf('/');
                            return storage.documents(key.substring(0, slash))
                                    .find(key.substring(slash + 1))
                                    .map(StoredDocument::content);
                        },
                        events,
                        where);
            }
            List<Finding> findings = storage.contents().verify().findings().stream()
                    // Frames that no sync covered may be missing before others. See decision 0247.
                    .filter(each -> !each.problem().startsWith("The write-ahead log"))
                    .toList();
            if (!findings.isEmpty()) {
                wrong.add(where + findings);
            }
            storage.documents("Note0").save("again", "{}");
        } catch (RuntimeException e) {
            wrong.add(where + e + (e.getCause() == null ? "" : " caused by " + e.getCause()));
        }
    }
}
