package io.sepia.internal.backend.jpa;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.sql.SchemaAction;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the tests of this package say often. */
public final class Fixtures {
    private Fixtures() {}

    public static ObjectKey note(String id) {
        return new ObjectKey("note", id);
    }

    public static DocumentWrite write(ObjectKey key, String content) {
        return write(key, content, null, WriteCondition.NONE);
    }

    public static DocumentWrite write(
            ObjectKey key, String content, @Nullable String metadata, WriteCondition condition) {
        return new DocumentWrite(key, ObjectType.SERIALIZABLE, content, metadata, condition);
    }

    public static SqliteStorage open(Path file) {
        return SqliteStorage.open(Map.of("database_path", file));
    }

    /** A store that leaves the factory open when it is closed. */
    public static JpaStorage over(EntityManagerFactory factory) {
        return JpaStorage.open(factory, SchemaAction.CREATE, false, Clock.systemUTC(), 5_000, 0);
    }

    /** A store that closes the factory when it is closed. */
    public static JpaStorage owning(EntityManagerFactory factory) {
        return JpaStorage.open(factory, SchemaAction.CREATE, true, Clock.systemUTC(), 5_000, 0);
    }

    public static void save(StorageBackend backend, DocumentWrite... writes) {
        use(backend, transaction -> transaction.save(List.of(writes)));
    }

    public static Optional<StoredDocument> load(StorageBackend backend, ObjectKey key) {
        return read(backend, transaction -> transaction.load(key));
    }

    public static void use(StorageBackend backend, Consumer<BackendTransaction> work) {
        try (BackendTransaction transaction = backend.begin(Access.READ_WRITE)) {
            work.accept(transaction);
            transaction.commit();
        }
    }

    public static <T> T read(StorageBackend backend, Function<BackendTransaction, T> work) {
        try (BackendTransaction transaction = backend.begin(Access.READ_ONLY)) {
            return work.apply(transaction);
        }
    }

    /** Removes what migrations 9 and 10 add, so that the file can be changed to one of an earlier migration. */
    public static void forgetChecksums(Path file) throws SQLException {
        sql(
                file,
                "DROP TRIGGER object_changes_sealed",
                "DROP TRIGGER object_changes_edited",
                "DROP VIEW object_change_checksums",
                "ALTER TABLE object_changes DROP COLUMN checksum",
                "ALTER TABLE object_changes DROP COLUMN deleted_key");
        for (String table : List.of("object_events", "object_rules", "object_indexes", "object_change_log")) {
            sql(file, "DROP TRIGGER " + table + "_edited", "ALTER TABLE " + table + " DROP COLUMN checksum");
        }
    }

    /** Runs SQL on the file as another program would, and returns the first column of what it gives. */
    public static List<String> sql(Path file, String... statements) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                if (statement.execute(sql)) {
                    try (ResultSet rows = statement.getResultSet()) {
                        while (rows.next()) {
                            values.add(rows.getString(1));
                        }
                    }
                }
            }
        }
        return values;
    }
}
