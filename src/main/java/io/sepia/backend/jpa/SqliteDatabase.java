package io.sepia.backend.jpa;

import io.sepia.backend.Access;
import io.sepia.backend.Deadline;
import io.sepia.backend.DocumentWrite;
import io.sepia.backend.jpa.sql.QueryDialect;
import io.sepia.backend.jpa.sql.SqliteQueryDialect;
import io.sepia.document.ObjectKey;
import io.sepia.error.OutcomeUnknownException;
import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageClosedException;
import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** SQLite: its SQL, its tables, and the meaning of its result codes. */
final class SqliteDatabase implements Database {
    static final SqliteDatabase INSTANCE = new SqliteDatabase();

    static final String INSERT_ABSENT = Rows.INSERT + " ON CONFLICT (class_name, object_id) DO NOTHING";

    private static final String UPSERT = Rows.INSERT
            + " ON CONFLICT (class_name, object_id) DO UPDATE SET content = excluded.content,"
            + " object_type = excluded.object_type, metadata = coalesce(excluded.metadata, metadata),"
            + " version = version + 1, updated_at = excluded.updated_at, checksum = excluded.checksum"
            + " + CASE WHEN excluded.metadata IS NULL THEN coalesce(checksum, 0) / " + Checksum.HALF + " * "
            + Checksum.HALF + " ELSE 0 END";

    /** Changes nothing, but takes the lock that writers wait for. */
    private static final String LOCK = "DELETE FROM objects WHERE 0";

    private static final int PRIMARY_CODE = 0xff;

    /**
     * Text, integers and the time in the forms that any SQLite since 3.37 reads. A person may insert rows with class
     * name, id and content alone. The trigger marks rows edited with SQL: a save changes the checksum with the content,
     * a hand does not. Columns of the view have a type, because Hibernate fails to validate an application's tables
     * beside one that has none.
     */
    private static final List<SchemaStep> SCHEMA = List.of(
            new SchemaStep(1, List.of("""
            CREATE TABLE objects (
              id INTEGER PRIMARY KEY,
              class_name TEXT NOT NULL,
              object_id TEXT NOT NULL,
              content TEXT NOT NULL,
              object_type TEXT NOT NULL DEFAULT 'serializable',
              metadata TEXT,
              version INTEGER NOT NULL DEFAULT 1,
              created_at INTEGER NOT NULL DEFAULT (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)),
              updated_at INTEGER NOT NULL DEFAULT (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)),
              checksum INTEGER,
              UNIQUE (class_name, object_id)
            ) STRICT""", """
            CREATE TRIGGER objects_edited
            AFTER UPDATE OF class_name, object_id, content, metadata ON objects
            WHEN new.checksum IS old.checksum
              AND (new.content IS NOT old.content OR new.metadata IS NOT old.metadata
                OR new.class_name IS NOT old.class_name OR new.object_id IS NOT old.object_id)
            BEGIN
              UPDATE objects SET checksum = NULL WHERE id = new.id;
            END""", """
            CREATE VIEW objects_readable AS
            SELECT class_name, object_id, object_type, version,
              CAST(strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch')
                || printf('.%06dZ', created_at % 1000000) AS TEXT) AS created_at,
              CAST(strftime('%Y-%m-%dT%H:%M:%S', updated_at / 1000000, 'unixepoch')
                || printf('.%06dZ', updated_at % 1000000) AS TEXT) AS updated_at,
              CAST(checksum IS NULL AS INTEGER) AS edited, metadata, content
            FROM objects""")),
            new SchemaStep(2, ChangeTables.SQLITE_STEP),
            new SchemaStep(3, IndexRecords.SQLITE_STEP),
            new SchemaStep(4, OutcomeRows.SQLITE_STEP),
            new SchemaStep(5, ChangeTables.SQLITE_EVENTS_STEP),
            new SchemaStep(6, ReferenceTables.SQLITE_STEP),
            new SchemaStep(7, GenerationTables.SQLITE_STEP));

    private SqliteDatabase() {}

    @Override
    public String name() {
        return "SQLite";
    }

    @Override
    public List<SchemaStep> schema() {
        return SCHEMA;
    }

    @Override
    public String idOrder() {
        return "object_id";
    }

    @Override
    public String inIdOrder(String id) {
        return id;
    }

    @Override
    public QueryDialect queries() {
        return SqliteQueryDialect.INSTANCE;
    }

    @Override
    public DatabaseIndexes indexes() {
        return SqliteIndexes.INSTANCE;
    }

    @Override
    public DatabaseReferences references() {
        return SqliteReferences.INSTANCE;
    }

    @Override
    public List<String> historyTriggers() {
        return GenerationTables.SQLITE_TRIGGERS;
    }

    @Override
    public DatabaseGraph graph() {
        return SqliteGraph.INSTANCE;
    }

    @Override
    public void overwriteDeleted(StatementCache statements, boolean overwrite) throws SQLException {
        try (Statement statement = statements.connection().createStatement()) {
            statement.execute("PRAGMA secure_delete = " + (overwrite ? "ON" : "OFF"));
        }
    }

    @Override
    public boolean hasOneWriter() {
        return true;
    }

    @Override
    public String rowLock() {
        return "";
    }

    /**
     * Takes the lock that writers wait for, where the connection does not begin its transactions so. A transaction that
     * reads first could be refused when it writes.
     */
    @Override
    public void begin(Connection connection, Access access) throws SQLException {
        if (access == Access.READ_WRITE) {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(LOCK);
            }
        }
    }

    @Override
    public boolean[] insert(StatementCache statements, List<DocumentWrite> writes, long now) throws SQLException {
        return Rows.execute(statements, INSERT_ABSENT, writes, now, Rows::bindInsert);
    }

    /** SQLite has it in UTF-8: a store in another encoding is refused. */
    @Override
    public Utf8Text text(ResultSet row, int column) throws SQLException {
        return Utf8Text.of(row.getBytes(column));
    }

    @Override
    public void upsert(StatementCache statements, List<DocumentWrite> writes, long now) throws SQLException {
        // With indexes, SQLite takes twice as long over an insert that may become an update. A plain one ends the whole
        // transaction when the disk is full, which a connection of somebody's pool does not notice.
        boolean plain = false;
        if (statements.connection() instanceof SqliteConnection own) {
            if (writes.size() == 1 && own.singleWrites().writeAsExpected(writes.get(0), now)) {
                return;
            }
            plain = writes.size() > 1 && areNew(statements, writes);
        }
        Rows.execute(statements, plain ? Rows.INSERT : UPSERT, writes, now, Rows::bindInsert);
    }

    /** Whether all have different keys, of which none is there. None can come meanwhile. */
    private boolean areNew(StatementCache statements, List<DocumentWrite> writes) throws SQLException {
        Map<String, Set<String>> idsByClass = new HashMap<>();
        for (DocumentWrite write : writes) {
            ObjectKey key = write.key();
            if (!idsByClass
                    .computeIfAbsent(key.className(), each -> new HashSet<>())
                    .add(key.id())) {
                return false;
            }
        }
        statements.prepare(LOCK).executeUpdate();
        boolean[] found = {false};
        for (Map.Entry<String, Set<String>> each : idsByClass.entrySet()) {
            new IdLists(each.getKey(), each.getValue(), idLists()).forEach(list -> {
                if (!found[0]) {
                    try (ResultSet rows = list.select(statements, "1", "").executeQuery()) {
                        found[0] = rows.next();
                    }
                }
            });
        }
        return !found[0];
    }

    @Override
    public @Nullable String malformed(StatementCache statements, String className, SQLException error)
            throws SQLException {
        if (!String.valueOf(error.getMessage()).contains("malformed JSON")) {
            return null;
        }
        String sql = "SELECT object_id FROM objects WHERE " + SqliteQueryDialect.rowsOf(className)
                + " AND json_error_position(content) > 0 LIMIT 1";
        try (ResultSet rows = statements.prepare(sql).executeQuery()) {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    @Override
    public StorageException translate(@Nullable Connection connection, String doing, SQLException error) {
        if (connection instanceof SqliteConnection sqlite) {
            if (code(error) == SQLiteErrorCode.SQLITE_INTERRUPT) {
                return interrupted(sqlite, doing, error);
            }
            if (isFatal(error)) {
                sqlite.poison();
            }
        }
        return translate(doing, error);
    }

    private static StorageException interrupted(SqliteConnection connection, String doing, SQLException error) {
        return switch (connection.reasonOfInterrupt()) {
            // Only reads are ended for these two, and SQLite keeps the transaction then.
            case DEADLINE -> translate(doing, error);
            case INTERRUPT ->
                new StorageFailureException(
                        doing + " was stopped, because its thread was interrupted. It has changed nothing.", error);
            case CLOSE -> {
                connection.poison();
                yield new StorageClosedException(
                        doing + " was stopped, because the store was closed meanwhile. The transaction is rolled back;"
                                + " open the store again and repeat it.",
                        error);
            }
        };
    }

    @Override
    public ReadLimit limit(Connection connection, Deadline deadline) throws SQLException {
        if (connection instanceof SqliteConnection own) {
            return own.limit(deadline);
        }
        return deadline == Deadline.NONE || !connection.isWrapperFor(SQLiteConnection.class)
                ? ReadLimit.NONE
                : StatementWatch.limit(connection.unwrap(SQLiteConnection.class), deadline);
    }

    @Override
    public boolean isStopped(SQLException error) {
        return code(error) == SQLiteErrorCode.SQLITE_INTERRUPT;
    }

    /** As {@link #translate(Connection, String, SQLException)}, where there is no connection to mark. */
    static StorageException translate(String doing, SQLException error) {
        String failed = doing + " failed: " + error.getMessage();
        if (error instanceof SQLiteException sqlite && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT) {
            return new StorageBusyException(
                    doing
                            + " failed, because this transaction had read, and another one has committed since: SQLite lets"
                            + " it write no more, however long it waits. Roll back and run it again. A transaction that"
                            + " writes before it reads is not refused: write first.",
                    error);
        }
        if (CondemnedRows.isRefusal(error)) {
            return new StorageBusyException(
                    doing
                            + " was refused, because it saves, or refers to, one of many objects in a circle that a garbage"
                            + " collection is deleting. Run the transaction again: the object is gone in a moment. If no"
                            + " collection is running, one was killed; run another, or open the store anew.",
                    error);
        }
        return switch (code(error)) {
            case SQLITE_BUSY, SQLITE_LOCKED ->
                new StorageBusyException(
                        doing + " failed, because another connection or process holds the lock of the file, or changed"
                                + " what was read (" + error.getMessage()
                                + "). Run the transaction again, or raise busy_timeout.",
                        error);
            case SQLITE_FULL ->
                new StorageFailureException(
                        doing + " failed, because the disk or the file's page limit is full. Nothing of the transaction"
                                + " was stored; free some space and run it again.",
                        error);
            case SQLITE_CORRUPT, SQLITE_NOTADB ->
                new StorageFailureException(
                        failed + ". The file is damaged; keep a copy of it and restore a backup.", error);
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN ->
                new StorageFailureException(
                        failed + ". Check the permissions of the file and its directory, which SQLite writes too.",
                        error);
            case SQLITE_TOOBIG ->
                new StorageFailureException(failed + ". SQLite keeps at most 1,000,000,000 bytes in a value.", error);
            case SQLITE_INTERRUPT ->
                new StorageFailureException(failed + ". It was interrupted; nothing was stored.", error);
            default ->
                "database connection closed".equals(error.getMessage())
                        ? new StorageClosedException(doing + " failed, because the store was closed.", error)
                        : new StorageFailureException(failed, error);
        };
    }

    @Override
    public StorageException translateCommit(String doing, SQLException error) {
        return switch (code(error)) {
            // None of these commits: the transaction is open still, was rolled back by SQLite, or never got that far.
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_CONSTRAINT, SQLITE_FULL, SQLITE_ABORT -> translate(doing, error);
            default ->
                new OutcomeUnknownException(
                        doing + " failed: " + error.getMessage()
                                + ". Whether the transaction was stored is unknown; look its objects up before writing"
                                + " again.",
                        error);
        };
    }

    /** Tells whether the connection may not be used again: SQLite may have ended its transaction by itself. */
    static boolean isFatal(SQLException error) {
        return switch (code(error)) {
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_CONSTRAINT, SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_RANGE -> false;
            default -> true;
        };
    }

    /** The primary result code of an error; {@code UNKNOWN_ERROR} for errors of the driver itself. */
    static SQLiteErrorCode code(SQLException error) {
        return error instanceof SQLiteException sqlite
                ? SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & PRIMARY_CODE)
                : SQLiteErrorCode.UNKNOWN_ERROR;
    }
}
