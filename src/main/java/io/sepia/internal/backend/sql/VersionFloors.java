package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The highest version that a deleted object of each class had. An object that is stored again begins above it, so that
 * no application can hold its version yet. See decision 0063.
 *
 * <p>A transaction that must raise it waits for others that have raised it, until they end. Most deletions only read
 * it.
 */
public final class VersionFloors {
    private static final String BEGIN = "UPDATE objects SET version = ? WHERE class_name = ? AND object_id = ?";

    private final String read;
    private final String raise;
    private final StatementCache statements;
    private final boolean isSnapshot;
    private final Numbering numbering;

    /** Executes a statement that waits for others which insert the same row, and then runs again. */
    @FunctionalInterface
    public interface Numbering {
        int execute(PreparedStatement statement) throws SQLException;
    }

    /**
     * @param raise the statement that sets the floor of a class to a version that is at least the present one. Its
     *     parameters are the class and the version.
     * @param isSnapshot whether the transaction does not see what others commit while it runs
     */
    public VersionFloors(String raise, StatementCache statements, boolean isSnapshot, Numbering numbering) {
        this(Rows.FLOOR, raise, statements, isSnapshot, numbering);
    }

    /** @param read a query for the floor of a class as {@link Rows#FLOOR} */
    public VersionFloors(
            String read, String raise, StatementCache statements, boolean isSnapshot, Numbering numbering) {
        this.read = read;
        this.raise = raise;
        this.statements = statements;
        this.isSnapshot = isSnapshot;
        this.numbering = numbering;
    }

    private long of(String className) throws SQLException {
        PreparedStatement floor = statements.prepare(read);
        floor.setString(1, className);
        try (ResultSet row = floor.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /**
     * Returns the highest version that a deleted object of the class had; 0 for none. A transaction that reads from a
     * snapshot, which may show an older one, locks it; that fails if another transaction has changed it.
     */
    public long current(String className) throws SQLException {
        long floor = of(className);
        if (isSnapshot) {
            write(className, floor);
        }
        return floor;
    }

    /** Raises the floor of a class to a version that an object had which this transaction has deleted. */
    public void raise(String className, long version) throws SQLException {
        if (of(className) < version) {
            write(className, version);
        }
    }

    private void write(String className, long version) throws SQLException {
        PreparedStatement statement = statements.prepare(raise);
        statement.setString(1, className);
        statement.setLong(2, version);
        numbering.execute(statement);
    }

    /**
     * Raises the versions of new rows above the floors. While a row was inserted, another transaction may have
     * committed the deletion of an earlier one with its key.
     */
    public void begin(List<DocumentWrite> writes, Rows.Written[] rows) throws SQLException {
        Map<String, Long> floors = new HashMap<>();
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].created()) {
                ObjectKey key = writes.get(i).key();
                Long floor = floors.get(key.className());
                if (floor == null) {
                    floor = current(key.className());
                    floors.put(key.className(), floor);
                }
                if (rows[i].version() <= floor) {
                    rows[i] = new Rows.Written(floor + 1, true);
                    PreparedStatement begin = statements.prepare(BEGIN);
                    begin.setLong(1, floor + 1);
                    begin.setString(2, key.className());
                    begin.setString(3, key.id());
                    begin.executeUpdate();
                }
            }
        }
    }
}
