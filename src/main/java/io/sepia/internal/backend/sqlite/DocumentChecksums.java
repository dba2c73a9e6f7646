package io.sepia.internal.backend.sqlite;

import io.sepia.document.ObjectKey;
import io.sepia.error.DamagedDocumentException;
import io.sepia.internal.backend.sql.Checksum;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Checks all documents of a file, whatever the version of its tables. */
final class DocumentChecksums {
    private DocumentChecksums() {}

    static void check(Connection connection, String file) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT class_name, object_id, content, metadata, checksum"
                        + " FROM objects WHERE checksum IS NOT NULL")) {
            while (rows.next()) {
                ObjectKey key = new ObjectKey(rows.getString(1), rows.getString(2));
                long stored = rows.getLong(5);
                // Without a half of its own, the metadata was written by SQL.
                String metadata = stored / Checksum.HALF == 0 ? null : rows.getString(4);
                if (Checksum.of(key, rows.getString(3), metadata) != stored) {
                    throw new DamagedDocumentException("In the file " + file + ", the checksum of " + key
                            + " does not match its content, so the file is damaged. Use another backup.");
                }
            }
        }
    }
}
