package io.sepia.internal.backend.sqlite;

import io.sepia.document.ObjectKey;
import io.sepia.error.StorageClosedException;
import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.Deadline;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.sql.Checksum;
import io.sepia.internal.backend.sql.Database;
import io.sepia.internal.backend.sql.DatabaseGraph;
import io.sepia.internal.backend.sql.DatabaseIndexes;
import io.sepia.internal.backend.sql.DatabaseReferences;
import io.sepia.internal.backend.sql.Preparation;
import io.sepia.internal.backend.sql.ReadLimit;
import io.sepia.internal.backend.sql.Rows;
import io.sepia.internal.backend.sql.SchemaStep;
import io.sepia.internal.backend.sql.TransactionMarks;
import io.sepia.internal.backend.sql.Utf8Text;
import io.sepia.internal.backend.sql.condition.QueryDialect;
import io.sepia.internal.backend.sql.statement.IdLists;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.backend.sqlite.connection.SingleWrites;
import io.sepia.internal.backend.sqlite.connection.SqliteConnection;
import io.sepia.internal.backend.sqlite.connection.SqliteErrors;
import io.sepia.internal.backend.sqlite.connection.StatementWatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;

/** SQLite: its SQL, its tables, and the meaning of its result codes. */
public final class SqliteDatabase implements Database {
    public static final SqliteDatabase INSTANCE = new SqliteDatabase();

    private static final TransactionMarks MARKS =
            new TransactionMarks.Table("CREATE TEMP TABLE IF NOT EXISTS sepia_marks (store INTEGER, number INTEGER)");
    private static final String UPSERT = Rows.INSERT
            + " ON CONFLICT (class_name, object_id) DO UPDATE SET content = excluded.content,"
            + " object_type = excluded.object_type, metadata = coalesce(excluded.metadata, metadata),"
            + " version = version + 1, updated_at = CASE WHEN created_at < excluded.updated_at THEN"
            + " excluded.updated_at ELSE created_at + 1 END, checksum = excluded.checksum"
            + " + CASE WHEN excluded.metadata IS NULL THEN coalesce(checksum, 0) / " + Checksum.HALF + " * "
            + Checksum.HALF + " ELSE 0 END";

    /** Inserts a document with version 1, unless its key is stored or objects of its class were deleted. */
    private static final String INSERT_FIRST = Rows.INSERT
                    .replace("VALUES (", "SELECT ")
                    .replace("coalesce((" + Rows.FLOOR + "), 0) + 1)", "1 WHERE NOT EXISTS (" + Rows.FLOOR + ")")
            + SingleWrites.UNLESS_STORED;

    /** Changes nothing, but acquires SQLite's write lock. */
    private static final String LOCK = "DELETE FROM objects WHERE 0";

    private static final List<SchemaStep> SCHEMA = SchemaStep.read("sqlite");

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
    public void keepHistory(StatementCache statements) throws SQLException {
        if (!statements.finds(
                "SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND name = 'objects_history_update'")) {
            SqliteTriggers.HISTORY.create(statements);
        }
    }

    @Override
    public void keepChanges(StatementCache statements, boolean keep) throws SQLException {
        if (keep) {
            SqliteTriggers.CHANGE_LOG.create(statements);
        } else {
            SqliteTriggers.CHANGE_LOG.drop(statements);
        }
    }

    @Override
    public String damagedChanges() {
        return "SELECT sequence_number FROM object_change_checksums WHERE sequence_number BETWEEN ? AND ?"
                + " AND checksum IS NOT NULL AND (checksum IS NOT expected_checksum OR deleted_key IS NOT expected_key)"
                + " ORDER BY sequence_number LIMIT 1";
    }

    @Override
    public void adoptChanges(StatementCache statements) throws SQLException {
        statements.update("UPDATE object_changes SET (checksum, deleted_key) ="
                + " (SELECT expected_checksum, expected_key FROM object_change_checksums sums"
                + " WHERE sums.sequence_number = object_changes.sequence_number) WHERE checksum IS NULL");
    }

    @Override
    public List<String> tableDifferences(Connection connection) throws SQLException {
        return SqliteSchema.IN_FILE.differences(connection);
    }

    @Override
    public DatabaseGraph graph() {
        return SqliteGraph.INSTANCE;
    }

    @Override
    public void overwriteDeleted(StatementCache statements, boolean overwrite) throws SQLException {
        statements.execute("PRAGMA secure_delete = " + (overwrite ? "ON" : "OFF"));
    }

    @Override
    public TransactionMarks marks() {
        return MARKS;
    }

    @Override
    public boolean hasOneWriter() {
        return true;
    }

    /**
     * Acquires SQLite's write lock if the connection does not begin its transactions with it. A transaction that reads
     * first could be refused when it writes. See decision 0006.
     */
    @Override
    public Preparation begin(Connection connection, Access access) throws SQLException {
        if (access == Access.READ_WRITE) {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(LOCK);
            }
        }
        return Preparation.NONE;
    }

    @Override
    public Rows.Written[] insert(StatementCache statements, List<DocumentWrite> writes, long now) throws SQLException {
        if (writes.size() == 1 && statements.connection() instanceof SqliteConnection own) {
            return new Rows.Written[] {own.singleWrites().insert(INSERT_FIRST, writes.get(0), now)};
        }
        boolean[] begun = Rows.execute(statements, INSERT_FIRST, writes, now, Rows::bindInsert);
        Rows.Written[] written = new Rows.Written[begun.length];
        String insert = returning(SingleWrites.INSERT_ABSENT, Rows.WRITTEN);
        for (int i = 0; i < begun.length; i++) {
            written[i] = begun[i]
                    ? new Rows.Written(1, true)
                    : Rows.executeReturning(statements, insert, writes.subList(i, i + 1), now, Rows::bindInsert)[0];
        }
        return written;
    }

    /** Acquires the write lock first, as {@link #begin} does. */
    @Override
    public long floor(StatementCache statements, String className) throws SQLException {
        statements.prepare(LOCK).executeUpdate();
        PreparedStatement floor = statements.prepare(Rows.FLOOR);
        floor.setString(1, className);
        try (ResultSet row = floor.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** Returns SQLite's bytes, which are UTF-8: a store in another encoding is refused. */
    @Override
    public Utf8Text text(ResultSet row, int column) throws SQLException {
        return Utf8Text.of(row.getBytes(column));
    }

    @Override
    public void upsert(StatementCache statements, List<DocumentWrite> writes, long now) throws SQLException {
        // With indexes, an insert that may become an update takes SQLite twice as long as a plain one. When the disk
        // is full, however, a plain insert ends the whole transaction, and a connection of an application's pool does
        // not notice. See decision 0043.
        boolean plain = false;
        if (statements.connection() instanceof SqliteConnection own) {
            if (writes.size() == 1 && own.singleWrites().writeAsExpected(writes.get(0), now)) {
                return;
            }
            plain = writes.size() > 1 && areNew(statements, writes);
        }
        Rows.execute(statements, plain ? Rows.INSERT : UPSERT, writes, now, Rows::bindInsert);
    }

    @Override
    public Rows.Written[] upsertReturning(StatementCache statements, List<DocumentWrite> writes, long now)
            throws SQLException {
        String sql = UPSERT;
        if (statements.connection() instanceof SqliteConnection own) {
            if (writes.size() == 1) {
                Rows.Written written = own.singleWrites().writeAsExpectedReturning(writes.get(0), now);
                if (written.any()) {
                    return new Rows.Written[] {written};
                }
            } else if (areNew(statements, writes)) {
                sql = Rows.INSERT;
            }
        }
        return Rows.executeReturning(statements, returning(sql, Rows.WRITTEN), writes, now, Rows::bindInsert);
    }

    @Override
    public String returning(String statement, String columns) {
        return statement + " RETURNING " + columns;
    }

    /** Returns whether all keys are distinct and none is stored. The write lock keeps that true. */
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
        statements.update(LOCK);
        boolean[] found = {false};
        for (Map.Entry<String, Set<String>> each : idsByClass.entrySet()) {
            new IdLists(each.getKey(), each.getValue(), idLists())
                    .select(statements, "1", " LIMIT 1", row -> found[0] = true);
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
        return statements.first(sql, row -> row.getString(1)).orElse(null);
    }

    @Override
    public StorageException translate(@Nullable Connection connection, String doing, SQLException error) {
        if (connection instanceof SqliteConnection sqlite) {
            if (SqliteErrors.code(error) == SQLiteErrorCode.SQLITE_INTERRUPT) {
                return interrupted(sqlite, doing, error);
            }
            if (SqliteErrors.isFatal(error)) {
                sqlite.poison();
            }
        }
        return SqliteErrors.translate(doing, error);
    }

    private static StorageException interrupted(SqliteConnection connection, String doing, SQLException error) {
        return switch (connection.reasonOfInterrupt()) {
            // These two end reads only, after which SQLite keeps the transaction.
            case DEADLINE -> SqliteErrors.translate(doing, error);
            case INTERRUPT ->
                new StorageFailureException(
                        doing + " was stopped, because its thread was interrupted. Nothing was changed.", error);
            case CLOSE -> {
                connection.poison();
                yield new StorageClosedException(
                        doing + " was stopped, because the store was closed. The transaction was rolled back;"
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
        return SqliteErrors.code(error) == SQLiteErrorCode.SQLITE_INTERRUPT;
    }

    @Override
    public StorageException translateCommit(String doing, SQLException error) {
        return SqliteErrors.translateCommit(doing, error);
    }

    @Override
    public boolean examine(StatementCache statements, Consumer<String> damage) throws SQLException {
        boolean[] sound = {false};
        try {
            // SQLite looks each row up in each index, too.
            statements.forEach("PRAGMA integrity_check", row -> {
                sound[0] = "ok".equals(row.getString(1));
                if (!sound[0]) {
                    damage.accept("SQLite finds: " + row.getString(1));
                }
            });
        } catch (SQLException e) {
            if (SqliteErrors.code(e) != SQLiteErrorCode.SQLITE_CORRUPT) {
                throw e;
            }
            damage.accept("SQLite finds: " + e.getMessage());
        }
        for (String each : FilesBeside.problems(statements)) {
            damage.accept(each);
        }
        for (long number : SqliteIndexes.missing(statements)) {
            damage.accept("The index with the number " + number
                    + " in the table object_indexes does not exist as recorded. Build it"
                    + " again: ./sepia index rebuild, or indexes().rebuild");
            sound[0] = false;
        }
        return sound[0];
    }

    @Override
    public boolean clearsChecksums() {
        return true;
    }
}
