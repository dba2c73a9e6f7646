package io.sepia.internal.backend.sqlite;

import io.sepia.document.ObjectKey;
import io.sepia.error.StorageBusyException;
import io.sepia.internal.backend.ReferenceGraph;
import io.sepia.internal.backend.ReferenceGraph.Place;
import io.sepia.internal.backend.ReferenceGraph.Watch;
import io.sepia.internal.backend.ReferenceHash;
import io.sepia.internal.backend.sql.DatabaseGraph;
import io.sepia.internal.backend.sql.DatabaseMarkedObjects;
import io.sepia.internal.backend.sql.ReferenceRows;
import io.sepia.internal.backend.sql.Rows;
import io.sepia.internal.backend.sql.StatementCache;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * All references in SQLite. The index by target may be far behind and takes long to catch up, so saves are recorded
 * instead, by triggers that exist while a watch lasts. See decisions 0060 and 0061.
 */
final class SqliteGraph implements DatabaseGraph {
    static final SqliteGraph INSTANCE = new SqliteGraph();

    private static final MarkedRows CONDEMNED = new MarkedRows();
    private static final int TIDIED = 20_000;
    private static final byte[] ANY =
            ByteBuffer.allocate(Long.BYTES).putLong(ReferenceHash.ANY).array();

    /** The content if it is needed to determine the references of a row, and the stored hashes of the references. */
    private static final String TARGETS =
            " CASE WHEN o.checksum IS NULL OR r.targets = ?1 THEN o.content END, r.targets ";

    private static final String OBJECTS = "SELECT o.id, o.class_name, o.object_id, o.updated_at," + TARGETS
            + "FROM objects o LEFT JOIN object_references r ON r.source = o.id WHERE o.id > ?2 ORDER BY o.id LIMIT ?3";
    private static final String SAVED = "SELECT w.number, o.class_name, o.object_id," + TARGETS
            + "FROM garbage_saved w CROSS JOIN objects o ON o.id = w.source"
            + " LEFT JOIN object_references r ON r.source = w.source WHERE w.number > ?2 ORDER BY w.number";
    private static final String IS_WATCHED = "SELECT 1 FROM sqlite_schema WHERE name = 'garbage_watch'";
    private static final String FORGET =
            "DELETE FROM object_references WHERE entered IS NOT targets AND targets IS NULL";
    private static final String END_OF_PART =
            "SELECT target, source FROM object_referrers WHERE (target, source) > (?, ?) ORDER BY target, source"
                    + " LIMIT 1 OFFSET " + TIDIED;
    private static final String TIDY = "DELETE FROM object_referrers WHERE (target, source) > (?, ?) AND"
            + " (target, source) <= (?, ?) AND NOT EXISTS"
            + " (SELECT 1 FROM object_references r WHERE r.source = object_referrers.source)";

    private SqliteGraph() {}

    @Override
    public long objects(StatementCache statements, long after, int limit, ReferenceGraph.ObjectVisitor visitor)
            throws SQLException {
        PreparedStatement select = statements.prepare(OBJECTS);
        select.setBytes(1, ANY);
        select.setLong(2, after);
        select.setInt(3, limit);
        long last = after;
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                last = rows.getLong(1);
                visitor.object(
                        ReferenceRows.key(rows.getString(2), rows.getString(3)),
                        Rows.instant(rows.getLong(4)),
                        numbers(rows.getString(5), rows.getBytes(6)));
            }
        }
        return last;
    }

    private static long[] numbers(@Nullable String content, byte @Nullable [] packed) {
        if (content != null) {
            return ReferenceRows.numbers(content);
        }
        if (packed == null) {
            return new long[0];
        }
        long[] numbers = new long[packed.length / Long.BYTES];
        ByteBuffer.wrap(packed).asLongBuffer().get(numbers);
        return numbers;
    }

    @Override
    public Watch watch(StatementCache statements) throws SQLException {
        if (CONDEMNED.isFrozen(statements)) {
            throw another();
        }
        CONDEMNED.unmark(statements);
        end(statements);
        for (String each : WatchTables.MAKE) {
            statements.execute(each);
        }
        long owner = ThreadLocalRandom.current().nextLong();
        PreparedStatement own = statements.prepare("INSERT INTO garbage_watch (owner) VALUES (?)");
        own.setLong(1, owner);
        own.executeUpdate();
        return new Watch(owner, 0);
    }

    @Override
    public Watch saved(
            StatementCache statements, Watch since, Set<ObjectKey> batch, ReferenceGraph.SavedVisitor visitor)
            throws SQLException {
        if (!isWatchedBy(statements, since.owner())) {
            throw another();
        }
        PreparedStatement select = statements.prepare(SAVED);
        select.setBytes(1, ANY);
        select.setLong(2, since.position());
        long position = since.position();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                position = rows.getLong(1);
                visitor.saved(
                        ReferenceRows.key(rows.getString(2), rows.getString(3)),
                        numbers(rows.getString(4), rows.getBytes(5)));
            }
        }
        return new Watch(since.owner(), position);
    }

    private static StorageBusyException another() {
        return new StorageBusyException(
                "Another garbage collection of this store has begun, so this one ends. Objects that it"
                        + " has deleted stay deleted. Run one collection at a time.");
    }

    private static boolean isWatchedBy(StatementCache statements, long owner) throws SQLException {
        try (ResultSet table = statements.prepare(IS_WATCHED).executeQuery()) {
            if (!table.next()) {
                return false;
            }
        }
        PreparedStatement select = statements.prepare("SELECT 1 FROM garbage_watch WHERE owner = ?");
        select.setLong(1, owner);
        try (ResultSet rows = select.executeQuery()) {
            return rows.next();
        }
    }

    @Override
    public void unwatch(StatementCache statements, Watch watch) throws SQLException {
        if (isWatchedBy(statements, watch.owner())) {
            end(statements);
        }
    }

    private static void end(StatementCache statements) throws SQLException {
        for (String each : WatchTables.DROP) {
            statements.execute(each);
        }
    }

    @Override
    public Optional<DatabaseMarkedObjects> markedObjects() {
        return Optional.of(CONDEMNED);
    }

    @Override
    public void forgetDeleted(StatementCache statements) throws SQLException {
        statements.prepare(FORGET).executeUpdate();
    }

    @Override
    public Optional<Place> tidy(StatementCache statements, Optional<Place> from) throws SQLException {
        Place start = from.orElse(new Place(Long.MIN_VALUE, Long.MIN_VALUE));
        Optional<Place> end = endOfPart(statements, start);
        Place last = end.orElse(new Place(Long.MAX_VALUE, Long.MAX_VALUE));
        PreparedStatement delete = statements.prepare(TIDY);
        delete.setLong(1, start.target());
        delete.setLong(2, start.source());
        delete.setLong(3, last.target());
        delete.setLong(4, last.source());
        delete.executeUpdate();
        return end;
    }

    private static Optional<Place> endOfPart(StatementCache statements, Place start) throws SQLException {
        PreparedStatement select = statements.prepare(END_OF_PART);
        select.setLong(1, start.target());
        select.setLong(2, start.source());
        try (ResultSet rows = select.executeQuery()) {
            return rows.next() ? Optional.of(new Place(rows.getLong(1), rows.getLong(2))) : Optional.empty();
        }
    }
}
