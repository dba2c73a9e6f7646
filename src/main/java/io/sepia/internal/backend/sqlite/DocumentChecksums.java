package io.sepia.internal.backend.sqlite;

import io.sepia.document.ObjectKey;
import io.sepia.error.DamagedDocumentException;
import io.sepia.internal.backend.sql.Checksum;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;

/** Checks all documents of a file, whatever the version of its tables. */
final class DocumentChecksums {
    private static final int LATEST = 500;
    private static final String VERIFY = "./sepia verify finds what else is damaged.";
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private DocumentChecksums() {}

    static void check(Connection connection, String file) throws SQLException {
        check(connection, file, "", Long.MAX_VALUE, "Use another backup.");
    }

    /** Checks the documents that were inserted last, and those that the log of changes names last if there is one. */
    static void checkLatest(Connection connection, String file) throws SQLException {
        check(connection, file, " ORDER BY id DESC LIMIT " + LATEST, NANOS, VERIFY);
        check(
                connection,
                file,
                " AND id IN (SELECT object_row FROM object_changes ORDER BY sequence_number DESC LIMIT " + LATEST + ")",
                NANOS,
                VERIFY);
    }

    /** @param nanos the time after which the other documents are left */
    private static void check(Connection connection, String file, String which, long nanos, String remedy)
            throws SQLException {
        long begin = System.nanoTime();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT class_name, object_id, content, metadata, checksum"
                        + " FROM objects WHERE checksum IS NOT NULL" + which)) {
            while (rows.next() && System.nanoTime() - begin < nanos) {
                ObjectKey key = new ObjectKey(rows.getString(1), rows.getString(2));
                long stored = rows.getLong(5);
                // Without a half of its own, the metadata was written by SQL.
                String metadata = stored / Checksum.HALF == 0 ? null : rows.getString(4);
                if (Checksum.of(key, rows.getString(3), metadata) != stored) {
                    throw new DamagedDocumentException("In the file " + file + ", the checksum of " + key
                            + " does not match its content, so the file is damaged. " + remedy);
                }
            }
        }
    }
}
