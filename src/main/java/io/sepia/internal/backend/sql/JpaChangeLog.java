package io.sepia.internal.backend.sql;

import io.sepia.change.Change;
import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangeKind;
import io.sepia.change.ChangePage;
import io.sepia.document.ObjectKey;
import io.sepia.error.DamagedDocumentException;
import io.sepia.internal.backend.ChangeLog;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The log of changes in a database, for one transaction. See decision 0035. */
public final class JpaChangeLog implements ChangeLog {
    /**
     * Selects the last sequence number, or null. Looks twice, since {@code max} of a whole table does not count the
     * rows that the transaction has inserted itself, on some databases and isolation levels. See decision 0136.
     */
    public static final String LAST = "SELECT max(sequence_number) FROM object_changes WHERE sequence_number >="
            + " coalesce((SELECT max(sequence_number) FROM object_changes), 0)";

    /** What the log is called in messages. */
    private static final String LOG = "the log of changes";

    private static final String STATE = "SELECT log, forgotten, checksum FROM object_change_log WHERE id = 1";
    private static final String WRITE =
            "UPDATE object_change_log SET log = ?, forgotten = ?, checksum = ? WHERE id = 1";

    private static final String PART =
            "SELECT max(sequence_number) FROM (SELECT sequence_number FROM object_changes WHERE sequence_number >= ?"
                    + " ORDER BY sequence_number LIMIT ?) part";
    private static final String COUNT =
            "SELECT count(*) FROM (SELECT 1 FROM object_changes WHERE sequence_number > ? LIMIT ?) part";
    private static final String OF_PART = " AND sequence_number >= ?";

    private final TransactionSession session;
    private final Database database;
    private final ChangeRows rows;

    JpaChangeLog(TransactionSession session, Database database) {
        this.session = session;
        this.database = database;
        this.rows = database.changes();
    }

    /** The single row of the table {@code object_change_log}. */
    private record State(@Nullable String log, long forgotten) {}

    @Override
    public boolean isKept() {
        return session.<Boolean>read(() -> "Reading the log of changes", JpaChangeLog::isKept);
    }

    /** Returns whether the log is kept. */
    public static boolean isKept(StatementCache statements) throws SQLException {
        return state(statements).log() != null;
    }

    /** Switches the log on or off, unless it is in that state already. */
    static void keep(Database database, StatementCache statements, ChangeRecorder recorder, boolean kept)
            throws SQLException {
        if (isKept(statements) != kept) {
            recorder.<Boolean>changing(statements, () -> {
                change(database, statements, kept);
                return true;
            });
        }
    }

    private static void change(Database database, StatementCache statements, boolean kept) throws SQLException {
        database.keepChanges(statements, kept);
        statements.update("DELETE FROM object_changes");
        if (kept) {
            statements.update(database.changes().enterAll());
        }
        write(
                statements,
                new State(kept ? Long.toHexString(ThreadLocalRandom.current().nextLong()) : null, 0),
                "");
    }

    @Override
    public long last() {
        session.appendChanges();
        return session.<Long>read(() -> "Reading the log of changes", this::last);
    }

    @Override
    public boolean hasGrown(long since, long count) {
        return rows.isOrdered()
                ? last() - since >= count
                : session.<Boolean>read(
                        () -> "Reading the log of changes",
                        statements -> statements.number(COUNT, since, count) >= count);
    }

    @Override
    public ChangeCursor end() {
        session.appendChanges();
        return session.read(() -> "Reading the log of changes", statements -> {
            State state = state(statements);
            if (state.log() == null) {
                throw ChangeLog.notKept();
            }
            long settled = settled(statements);
            return ChangeCursor.BEGINNING
                    .in(state.log(), state.forgotten(), settled)
                    .movedTo(settled);
        });
    }

    @Override
    public ChangePage since(ChangeCursor cursor, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("A page has at least 1 change, not " + limit);
        }
        session.appendChanges();
        return session.read(() -> "Reading the changes since " + cursor, statements -> {
            State state = state(statements);
            if (state.log() == null) {
                throw ChangeLog.notKept();
            }
            long last = last(statements);
            long settled = settled(statements);
            ChangeCursor from = cursor.in(state.log(), state.forgotten(), settled);
            // What other transactions have committed since is left to the next page, which begins after the last one.
            RowOrder<Long> order = RowOrder.ofNumbers(LOG, from.sequence());
            List<Change> changes = statements.list(
                    rows.since(),
                    row -> {
                        order.next(row.getLong(1));
                        return change(row);
                    },
                    from.sequence(),
                    last,
                    limit);
            boolean more = changes.size() == limit;
            long to = more ? changes.get(limit - 1).sequence() : last;
            Optional<String> damage = damage(database, statements, from.sequence() + 1, to);
            if (damage.isPresent()) {
                throw new DamagedDocumentException(damage.get());
            }
            // Its own changes may follow those of others that are not committed yet; the cursor stays before them.
            return to > settled
                    ? ChangePage.of(changes, from.movedTo(settled), false)
                    : ChangePage.of(changes, from.movedTo(to), more && to < last);
        });
    }

    private static Change change(ResultSet row) throws SQLException {
        boolean isSaved = row.getString(2) != null;
        long version = row.getLong(4);
        ObjectKey key = isSaved
                ? ReferenceRows.key(row.getString(2), row.getString(3))
                : ReferenceRows.key(row.getString(6), row.getString(7));
        return isSaved
                ? new Change(
                        key,
                        ChangeKind.ofSave(Rows.instant(row.getLong(9), key), Rows.instant(row.getLong(5), key)),
                        version,
                        Rows.instant(row.getLong(5), key),
                        row.getLong(1))
                : new Change(
                        key,
                        ChangeKind.DELETED,
                        version,
                        Rows.instant(row.getLong(8), "The deletion of " + key + " in the log of changes"),
                        row.getLong(1));
    }

    @Override
    public boolean isSettled() {
        return rows.isOrdered()
                || session.<Boolean>read(
                        () -> "Reading the log of changes",
                        statements -> statements.number(ChangeRows.NEWEST) <= settled(statements));
    }

    @Override
    public long forget(Instant before) {
        session.appendChanges();
        return session.<Long>write(() -> "Sweeping the log of changes", statements -> {
            // The newest row is kept, because the next sequence number depends on it. What is not settled stays, since
            // followers cannot read up to it yet.
            long last = settled(statements);
            // Damaged rows are kept, so that followers are told of them.
            if (state(statements).log() == null
                    || damage(database, statements, 0, last).isPresent()) {
                return 0L;
            }
            statements.update(rows.sweepSaves(), last);
            statements.update(rows.sweepDeletions(), last);
            return forget(statements, Rows.micros(before), 0, last);
        });
    }

    @Override
    public long forgetSome(Instant before, long from, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("A part has at least 1 change, not " + most);
        }
        session.appendChanges();
        return session.<Long>write(() -> "Sweeping a part of the log of changes", statements -> {
            long last = settled(statements);
            // The sequence number of the last of the next changes, or 0 if there are none.
            long end = state(statements).log() == null ? 0 : statements.number(PART, from, most);
            if (end == 0) {
                return 0L;
            }
            RowOrder.ofNumbers(LOG, from - 1).next(end);
            // The newest row is kept, because the next sequence number depends on it.
            long until = Math.min(end + 1, last);
            if (damage(database, statements, from, end).isEmpty()) {
                statements.update(rows.sweepSaves() + OF_PART, until, from);
                statements.update(rows.sweepReturned() + OF_PART, until, from);
                forget(statements, Rows.micros(before), from, until);
            }
            return end < last ? end + 1 : 0;
        });
    }

    /**
     * Deletes old deletions whose sequence numbers are from {@code from} to below {@code until}, and returns their
     * count.
     */
    private long forget(StatementCache statements, long before, long from, long until) throws SQLException {
        long newest = statements.number(rows.newestForgettable() + OF_PART, before, until, from);
        if (newest == 0) {
            return 0;
        }
        write(statements, new State(state(statements).log(), newest), " AND forgotten < ?", newest);
        return statements.update(rows.forget() + OF_PART, before, until, from);
    }

    /** Writes the state if it meets a condition on the stored one, which another transaction may have written. */
    private static void write(StatementCache statements, State state, String condition, @Nullable Object... parameters)
            throws SQLException {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(state.log());
        values.add(state.forgotten());
        values.add(RowChecksum.of(state.log(), state.forgotten()));
        values.addAll(Arrays.asList(parameters));
        statements.update(WRITE + condition, values.toArray());
    }

    private static State state(StatementCache statements) throws SQLException {
        return statements.first(STATE, JpaChangeLog::state).orElse(new State(null, 0));
    }

    private static State state(ResultSet row) throws SQLException {
        State state = new State(row.getString(1), row.getLong(2));
        RowChecksum.check(
                row, 3, RowChecksum.of(state.log(), state.forgotten()), "The state of the log of changes", null);
        return state;
    }

    /** Describes the first row with a number from {@code from} to {@code to} that does not match its checksum. */
    static Optional<String> damage(Database database, StatementCache statements, long from, long to)
            throws SQLException {
        String damaged = database.damagedChanges();
        return damaged == null
                ? Optional.empty()
                : statements.first(
                        damaged,
                        row -> "Row " + row.getLong(1)
                                + " of the log of changes does not match its checksum, so a change"
                                + " may be lost. Open the store once with changes=off and then with changes=on:"
                                + " followers then begin again.",
                        from,
                        to);
    }

    /**
     * Gives the row that says whether the log is kept, and from where on, and the rows of the log checksums if they
     * have none because SQL has changed them.
     */
    static void adopt(Database database, StatementCache statements) throws SQLException {
        write(statements, state(statements), " AND checksum IS NULL");
        database.adoptChanges(statements);
    }

    private long settled(StatementCache statements) throws SQLException {
        return statements.number(rows.settled());
    }

    private long last(StatementCache statements) throws SQLException {
        return statements.number(rows.last());
    }
}
