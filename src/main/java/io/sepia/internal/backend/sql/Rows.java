package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.InvalidKeyException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.json.Moments;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Converts documents to rows of the table {@code objects} and back. */
public final class Rows {
    /** The columns that {@link #read} expects. */
    public static final String COLUMNS = "content, metadata, object_type = '" + ObjectType.CONTAINER.text()
            + "', version, created_at, updated_at, checksum, object_id";

    static final int COLUMN_COUNT = 8;

    static final String OF_VERSION = " AND version = ?";

    /** The highest version that a deleted object of a class had, as a condition on the class. See decision 0063. */
    public static final String FLOOR = "SELECT version FROM object_floors WHERE class_name = ?";

    /** The columns that {@link #written} expects. */
    public static final String WRITTEN = "version, created_at = updated_at";

    /** An insert with the parameters of {@link #bindInsert}. It fails if the key exists. */
    public static final String INSERT =
            "INSERT INTO objects (class_name, object_id, content, object_type, metadata, created_at, updated_at,"
                    + " checksum, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, coalesce((" + FLOOR + "), 0) + 1)";

    /** An update by key with the parameters of {@link #bindUpdate}. */
    public static final String UPDATE =
            "UPDATE objects SET content = ?, object_type = ?, metadata = coalesce(?, metadata), version = version + 1,"
                    + " updated_at = CASE WHEN created_at < ? THEN ? ELSE created_at + 1 END, checksum = ? + (coalesce(checksum, 0) -"
                    + " coalesce(checksum, 0) % " + Checksum.HALF + ") * ?"
                    + " WHERE class_name = ? AND object_id = ?";

    /** An update by key and version with the parameters of {@link #bindUpdateOfVersion}. */
    public static final String UPDATE_OF_VERSION = UPDATE + OF_VERSION;

    /** The result of a write that changed no row. */
    public static final Written NOT_WRITTEN = new Written(0, false);

    static final int BATCH = 256;

    private static final long MICROS_PER_SECOND = 1_000_000;

    private Rows() {}

    @FunctionalInterface
    public interface Binder {
        void bind(PreparedStatement statement, DocumentWrite write, long now) throws SQLException;
    }

    /**
     * A row that was written.
     *
     * @param version its version; 0 if no row was written
     * @param created whether it was inserted
     */
    public record Written(long version, boolean created) {
        public boolean any() {
            return version != 0;
        }
    }

    /** Binds a key to the first two parameters. */
    public static void bind(PreparedStatement statement, ObjectKey key) throws SQLException {
        statement.setString(1, key.className());
        statement.setString(2, key.id());
    }

    public static void bindInsert(PreparedStatement statement, DocumentWrite write, long now) throws SQLException {
        String metadata = write.metadata();
        statement.setString(1, write.key().className());
        statement.setString(2, write.key().id());
        statement.setString(3, write.content());
        statement.setString(4, write.type().text());
        setText(statement, 5, metadata);
        statement.setLong(6, now);
        statement.setLong(7, now);
        statement.setLong(8, Checksum.of(write.key(), write.content(), metadata));
        statement.setString(9, write.key().className());
    }

    public static void bindUpdate(PreparedStatement statement, DocumentWrite write, long now) throws SQLException {
        String metadata = write.metadata();
        statement.setString(1, write.content());
        statement.setString(2, write.type().text());
        setText(statement, 3, metadata);
        statement.setLong(4, now);
        statement.setLong(5, now);
        statement.setLong(6, Checksum.of(write.key(), write.content(), metadata));
        statement.setLong(7, metadata == null ? 1 : 0);
        statement.setString(8, write.key().className());
        statement.setString(9, write.key().id());
    }

    static void bindUpdateOfVersion(PreparedStatement statement, DocumentWrite write, long now) throws SQLException {
        bindUpdate(statement, write, now);
        statement.setLong(10, write.condition().version());
    }

    /**
     * Runs {@code sql} for each write, in batches, and returns for each whether it changed a row. A single write is a
     * batch too, because some drivers query the generated key after any other insert, which takes longer than the
     * insert.
     */
    public static boolean[] execute(
            StatementCache statements, String sql, List<DocumentWrite> writes, long now, Binder binder)
            throws SQLException {
        PreparedStatement statement = statements.prepare(sql);
        boolean[] changed = new boolean[writes.size()];
        for (int from = 0; from < changed.length; from += BATCH) {
            int to = Math.min(changed.length, from + BATCH);
            for (DocumentWrite write : writes.subList(from, to)) {
                binder.bind(statement, write, now);
                statement.addBatch();
            }
            int[] counts = statement.executeBatch();
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] == Statement.SUCCESS_NO_INFO) {
                    throw new StorageFailureException("The driver does not tell which rows a batch has changed, as it"
                            + " was told by an option of the JDBC URL, such as useBulkStmts. Remove that option.");
                }
                changed[from + i] = counts[i] > 0;
            }
        }
        return changed;
    }

    /**
     * Reads the current row of a result set as an object of class {@code className}.
     *
     * @throws DamagedDocumentException if it does not match its checksum or cannot be a stored document
     */
    static StoredDocument readOf(String className, Database database, ResultSet row) throws SQLException {
        try {
            return read(database, new ObjectKey(className, row.getString(8)), row);
        } catch (InvalidKeyException e) {
            throw new DamagedDocumentException(
                    "A row of class " + className + " has an id that no object can have: " + e.getMessage()
                            + " Correct the row with SQL or restore it from a backup.",
                    e);
        }
    }

    /**
     * Reads the current row of a result set as the object {@code key}.
     *
     * @throws DamagedDocumentException if it does not match its checksum or cannot be a stored document
     */
    public static StoredDocument read(Database database, ObjectKey key, ResultSet row) throws SQLException {
        Utf8Text content = database.text(row, 1);
        String metadata = row.getString(2);
        long checksum = row.getLong(7);
        // wasNull is called only for a checksum of 0 that does not match.
        if (!Checksum.matches(checksum, key, content, metadata) && !(checksum == 0 && row.wasNull())) {
            throw damaged(database, key);
        }
        long version = row.getLong(4);
        if (version < 1) {
            // A page of another table in the place of this one: its rows have fewer columns, so no checksum.
            throw new DamagedDocumentException(
                    key + " has no version: its row is not one of a document. Restore it from a backup.",
                    null,
                    key.className(),
                    key.id());
        }
        return new StoredDocument(
                key,
                row.getBoolean(3) ? ObjectType.CONTAINER : ObjectType.SERIALIZABLE,
                content.text(),
                metadata,
                version,
                instant(row.getLong(5), key),
                instant(row.getLong(6), key));
    }

    /** Returns the error of a row that does not match its checksum. */
    static DamagedDocumentException damaged(Database database, ObjectKey key) {
        return new DamagedDocumentException(
                key + " does not match its checksum: its row was changed by something"
                        + (database.clearsChecksums()
                                ? " other than a save or SQL. Restore it from a backup."
                                : " other than a save. If it was SQL, accept the change: UPDATE objects SET checksum = NULL"
                                        + " for its class_name and object_id. SQL that changes rows should always do that."
                                        + " Otherwise restore it from a backup."),
                null,
                key.className(),
                key.id());
    }

    /** Runs {@code sql}, which returns {@link #WRITTEN}, for each write. */
    public static Written[] executeReturning(
            StatementCache statements, String sql, List<DocumentWrite> writes, long now, Binder binder)
            throws SQLException {
        PreparedStatement statement = statements.prepare(sql);
        Written[] written = new Written[writes.size()];
        for (int i = 0; i < written.length; i++) {
            binder.bind(statement, writes.get(i), now);
            written[i] = written(statement);
        }
        return written;
    }

    /** Runs a statement that writes at most one row and returns its {@link #WRITTEN}. */
    public static Written written(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? new Written(row.getLong(1), row.getBoolean(2)) : NOT_WRITTEN;
        }
    }

    static void setText(PreparedStatement statement, int index, @Nullable String text) throws SQLException {
        if (text == null) {
            statement.setNull(index, Types.VARCHAR);
        } else {
            statement.setString(index, text);
        }
    }

    /** Returns a time as it is stored: in microseconds since 1970-01-01T00:00Z. */
    public static long micros(Instant time) {
        return Moments.microseconds(time);
    }

    /**
     * Returns a text that every sound row has.
     *
     * @param of the object of the row, for messages
     * @throws DamagedDocumentException if it is missing
     */
    public static String text(ResultSet row, int column, Object of) throws SQLException {
        String text = row.getString(column);
        if (text == null) {
            throw new DamagedDocumentException(of + " lacks a text that every row has. Restore it from a backup.");
        }
        return text;
    }

    /**
     * Returns the point in time that a row holds.
     *
     * @param of the object of the row, for messages
     * @throws DamagedDocumentException if it is out of range
     */
    public static Instant instant(long micros, Object of) {
        try {
            return Moments.inRange(instant(micros));
        } catch (DateTimeException e) {
            throw new DamagedDocumentException(
                    of + " has a time out of range: " + micros + " microseconds since 1970 are outside the years 0 to"
                            + " 9999. Correct its row with SQL or restore it from a backup.",
                    e,
                    of instanceof ObjectKey key ? key.className() : null,
                    of instanceof ObjectKey key ? key.id() : null);
        }
    }

    public static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS_PER_SECOND), Math.floorMod(micros, MICROS_PER_SECOND) * 1_000);
    }
}
