package io.sepia.hostile;

import io.sepia.Backup;
import io.sepia.Migrations;
import io.sepia.Storage;
import io.sepia.document.HistoryRule;
import io.sepia.internal.backend.sql.SchemaStep;
import io.sepia.internal.backend.sqlite.SqliteDatabase;
import io.sepia.query.IndexDefinition;
import io.sepia.report.ConflictPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Work on whole stores that may be cut short. Each kind runs in a process of its own, on files made before. */
enum CutWork {
    /** An import into a store that has contents. */
    IMPORT {
        @Override
        void prepare(Path directory) {
            exportOf(directory, 700);
            try (Storage storage = Storage.open(store(directory))) {
                fill(storage, 0, 60, "old");
            }
        }

        @Override
        void run(Path directory) {
            try (Storage storage = open(directory)) {
                storage.contents().importData(directory.resolve("import.jsonl"), ConflictPolicy.OVERWRITE);
                acknowledge(directory);
            }
        }
    },
    /** A restore of a SQLite file over a store. */
    RESTORE {
        @Override
        void prepare(Path directory) {
            backupOf(directory, "b.db");
            try (Storage storage = Storage.open(store(directory))) {
                fill(storage, 0, 200, "old");
            }
        }

        @Override
        void run(Path directory) {
            Backup.of(directory.resolve("b.db")).restoreTo(store(directory));
            acknowledge(directory);
        }
    },
    /** A restore over a store that a killed process left with a write-ahead log. */
    RESTORE_OVER_LOG {
        @Override
        void prepare(Path directory) throws IOException {
            backupOf(directory, "b.db");
            try (Storage storage = Storage.open(directory.resolve("left.db"))) {
                fill(storage, 0, 200, "old");
                // The process has the file open, which is no harm here: the copy is what counts.
                Files.copy(directory.resolve("left.db"), store(directory));
                Files.copy(directory.resolve("left.db-wal"), directory.resolve("store.db-wal"));
            }
            Files.delete(directory.resolve("left.db"));
        }

        @Override
        void run(Path directory) {
            RESTORE.run(directory);
        }
    },
    /** A restore to a file that does not exist. */
    RESTORE_NEW {
        @Override
        void prepare(Path directory) {
            backupOf(directory, "b.db");
        }

        @Override
        void run(Path directory) {
            RESTORE.run(directory);
        }
    },
    /** A restore of an archive over a store. */
    RESTORE_ARCHIVE {
        @Override
        void prepare(Path directory) {
            backupOf(directory, "b.tar");
            try (Storage storage = Storage.open(store(directory))) {
                fill(storage, 0, 200, "old");
            }
        }

        @Override
        void run(Path directory) {
            Backup.of(directory.resolve("b.tar")).restoreTo(store(directory));
            acknowledge(directory);
        }
    },
    /** The migrations of a file's tables. */
    SCHEMA {
        @Override
        void prepare(Path directory) throws SQLException {
            List<SchemaStep> steps = SqliteDatabase.INSTANCE.schema();
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + store(directory));
                    Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode = WAL");
                for (String each : steps.get(0).statements()) {
                    statement.execute(each);
                }
                for (int i = 0; i < 300; i++) {
                    statement.execute("INSERT INTO objects (class_name, object_id, content) VALUES ('Note', 'n" + i
                            + "', '{\"mail\":\"m" + i + "\",\"text\":\"" + "old ".repeat(i % 90) + "\"}')");
                }
            }
        }

        @Override
        void run(Path directory) {
            open(directory).close();
            acknowledge(directory);
        }
    },
    /** The migration of all documents of a class, in batches. */
    BULK {
        @Override
        void prepare(Path directory) {
            try (Storage storage = Storage.open(store(directory))) {
                fill(storage, 0, NOTES, "old");
            }
        }

        @Override
        void run(Path directory) {
            try (Storage storage = open(directory)) {
                migrate(storage);
                acknowledge(directory);
            }
        }
    },
    /** The salvage of a file into a new store. */
    RECOVER {
        @Override
        void prepare(Path directory) {
            backupOf(directory, "damaged.db");
        }

        @Override
        void run(Path directory) {
            try (Storage storage = open(directory)) {
                storage.contents().recover(directory.resolve("damaged.db"));
                acknowledge(directory);
            }
        }
    };

    /** The number of documents of the class Note before a bulk migration. */
    static final int NOTES = 250;

    /** Makes the files. */
    abstract void prepare(Path directory) throws IOException, SQLException;

    abstract void run(Path directory);

    /** Arguments: the name of the work, the directory. */
    public static void main(String[] arguments) {
        valueOf(arguments[0]).run(Path.of(arguments[1]));
    }

    static Path store(Path directory) {
        return directory.resolve("store.db");
    }

    static Path acknowledgements(Path directory) {
        return directory.resolveSibling("acknowledgements");
    }

    private static Storage open(Path directory) {
        return Storage.open("sqlite", Map.of("database_path", store(directory), "wal_autocheckpoint", 40));
    }

    /** Changes each document of the class Note to a new form. */
    static void migrate(Storage storage) {
        storage.contents()
                .migrations()
                .batch(40)
                .migrateAll("Note", 2, Map.of(2, Migrations.steps().rename("mail", "address")));
    }

    private static void exportOf(Path directory, int count) {
        try (Storage storage = Storage.open("memory", Map.of())) {
            fill(storage, 0, count, "new");
            storage.contents().exportData(directory.resolve("import.jsonl"));
        }
    }

    private static void backupOf(Path directory, String name) {
        try (Storage storage = Storage.open(directory.resolve("source.db"))) {
            fill(storage, 50, 300, "new");
            storage.contents().backupTo(directory.resolve(name));
        }
        try {
            Files.delete(directory.resolve("source.db"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void fill(Storage storage, int from, int to, String text) {
        storage.indexes().add(IndexDefinition.of("Note", "mail").asUnique());
        storage.documents("Book").keepHistory(HistoryRule.ALL);
        Map<String, String> contents = new HashMap<>();
        for (int i = from; i < to; i++) {
            contents.put("n" + i, "{\"mail\":\"m" + i + "\",\"text\":\"" + (text + " ").repeat(i % 150) + "\"}");
        }
        storage.documents("Note").saveAll(contents);
        for (int i = 0; i < 5; i++) {
            storage.documents("Book").save("b", "{\"" + text + "\":" + i + "}");
        }
    }

    private static void acknowledge(Path directory) {
        try {
            Files.writeString(
                    acknowledgements(directory), "ack\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
