package io.sepia.internal.backend.sqlite;

import io.sepia.document.ObjectKey;
import io.sepia.error.StorageBusyException;
import io.sepia.internal.backend.MarkedObjects;
import io.sepia.internal.backend.ReferenceGraph;
import io.sepia.internal.backend.ReferenceGraph.Place;
import io.sepia.internal.backend.ReferenceGraph.Watch;
import io.sepia.internal.backend.ReferenceHash;
import io.sepia.internal.backend.sql.DatabaseGraph;
import io.sepia.internal.backend.sql.ReferenceRows;
import io.sepia.internal.backend.sql.RowOrder;
import io.sepia.internal.backend.sql.Rows;
import io.sepia.internal.backend.sql.TransactionSession;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.Comparator;
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

    private static final Comparator<Place> BY_TARGET =
            Comparator.comparingLong(Place::target).thenComparingLong(Place::source);

    private SqliteGraph() {}

    @Override
    public long objects(StatementCache statements, long after, int limit, ReferenceGraph.ObjectVisitor visitor)
            throws SQLException {
        RowOrder<Long> order = RowOrder.ofNumbers("the table objects", after);
        statements.forEach(
                OBJECTS,
                row -> {
                    order.next(row.getLong(1));
                    ObjectKey key = ReferenceRows.key(row.getString(2), row.getString(3));
                    visitor.object(key, Rows.instant(row.getLong(4), key), numbers(row.getString(5), row.getBytes(6)));
                },
                ANY,
                after,
                limit);
        return order.last();
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
        if (MarkedRows.areFrozen(statements)) {
            throw another();
        }
        MarkedRows.unmark(statements);
        end(statements);
        for (String each : WatchTables.MAKE) {
            statements.execute(each);
        }
        long owner = ThreadLocalRandom.current().nextLong();
        statements.update("INSERT INTO garbage_watch (owner) VALUES (?)", owner);
        return new Watch(owner, 0);
    }

    @Override
    public Watch saved(
            StatementCache statements, Watch since, Set<ObjectKey> batch, ReferenceGraph.SavedVisitor visitor)
            throws SQLException {
        if (!isWatchedBy(statements, since.owner())) {
            throw another();
        }
        long[] position = {since.position()};
        statements.forEach(
                SAVED,
                row -> {
                    position[0] = row.getLong(1);
                    visitor.saved(
                            ReferenceRows.key(row.getString(2), row.getString(3)),
                            numbers(row.getString(4), row.getBytes(5)));
                },
                ANY,
                since.position());
        return new Watch(since.owner(), position[0]);
    }

    private static StorageBusyException another() {
        return new StorageBusyException(
                "Another garbage collection of this store has begun, so this one ends. Objects that it"
                        + " has deleted stay deleted. Run one collection at a time.");
    }

    private static boolean isWatchedBy(StatementCache statements, long owner) throws SQLException {
        return statements.finds(IS_WATCHED) && statements.finds("SELECT 1 FROM garbage_watch WHERE owner = ?", owner);
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
    public Optional<MarkedObjects> markedObjects(TransactionSession session) {
        return Optional.of(new MarkedRows(session));
    }

    @Override
    public void forgetDeleted(StatementCache statements) throws SQLException {
        statements.update(FORGET);
    }

    @Override
    public Optional<Place> tidy(StatementCache statements, Optional<Place> from) throws SQLException {
        Place start = from.orElse(new Place(Long.MIN_VALUE, Long.MIN_VALUE));
        RowOrder<Place> order = new RowOrder<>("the index of references", BY_TARGET, start);
        Optional<Place> end = statements.first(
                END_OF_PART,
                row -> order.next(new Place(row.getLong(1), row.getLong(2))),
                start.target(),
                start.source());
        Place last = end.orElse(new Place(Long.MAX_VALUE, Long.MAX_VALUE));
        statements.update(TIDY, start.target(), start.source(), last.target(), last.source());
        return end;
    }
}
