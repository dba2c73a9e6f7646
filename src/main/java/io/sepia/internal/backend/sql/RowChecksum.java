package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.StorageException;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The checksum of a row that the store writes besides documents: an event, the rules of a class, the record of an
 * index, the state of the log of changes. It is the CRC-32C of the values of the row as text. A row without one was
 * written by SQL, or by a version that gave none. See decision 0245.
 */
final class RowChecksum {
    /** Bytes that UTF-8 does not contain. */
    private static final int END = 0xFF;

    private static final int NULL = 0xFE;

    private static final System.Logger LOG = System.getLogger(RowChecksum.class.getName());

    private RowChecksum() {}

    static long of(@Nullable Object... values) {
        CRC32C crc = new CRC32C();
        for (Object each : values) {
            if (each == null) {
                crc.update(NULL);
            } else {
                crc.update(each.toString().getBytes(StandardCharsets.UTF_8));
                crc.update(END);
            }
        }
        return crc.getValue();
    }

    /**
     * Compares the checksum of a row with its values, and returns whether it has one.
     *
     * @param what the row, for the message
     * @param key the object of the row, if it has one
     * @throws DamagedDocumentException if they differ
     */
    static boolean check(ResultSet row, int column, long expected, String what, @Nullable ObjectKey key)
            throws SQLException {
        long stored = row.getLong(column);
        boolean isSealed = !row.wasNull();
        if (isSealed && stored != expected) {
            throw new DamagedDocumentException(
                    what + " does not match its checksum: its row was changed by something other than the store."
                            + " Correct it with SQL and set its checksum to NULL, or restore it from a backup.",
                    null,
                    key == null ? null : key.className(),
                    key == null ? null : key.id());
        }
        return isSealed;
    }

    /** Returns the rows of a query that can be read. */
    static <T> List<T> readable(
            StatementCache statements, String sql, StatementCache.RowReader<T> reader, @Nullable Object... parameters)
            throws SQLException {
        List<T> found = new ArrayList<>();
        statements.forEach(sql, row -> readable(row, reader).ifPresent(found::add), parameters);
        return found;
    }

    /** Returns the current row of a result set, unless it cannot be read. */
    static <T> Optional<T> readable(ResultSet row, StatementCache.RowReader<T> reader) throws SQLException {
        try {
            return Optional.of(reader.read(row));
        } catch (StorageException e) {
            // The next verification reports it.
            LOG.log(System.Logger.Level.DEBUG, "A row stays without a checksum", e);
            return Optional.empty();
        }
    }
}
