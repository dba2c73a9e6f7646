package io.sepia.internal.backend.hibernate;

import io.sepia.internal.backend.TransactionLedger;
import io.sepia.internal.backend.sql.Database;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Numbered positions of one caller's transaction. The latest number is also in a temporary table, where a rollback of
 * the caller to a savepoint of its own replaces it by an earlier one. No driver tells of such a rollback. See decision
 * 0096.
 */
final class CallerMarks {
    private static final String READ = "SELECT number FROM sepia_marks WHERE store = ?";
    private static final String REPLACE = "UPDATE sepia_marks SET number = ? WHERE store = ?";
    private static final String REPLACE_LATEST = REPLACE + " AND number = ?";
    private static final String INSERT = "INSERT INTO sepia_marks (number, store) VALUES (?, ?)";

    private final Database database;
    private final Store store;
    private final Deque<Mark> marks = new ArrayDeque<>();
    private @Nullable TransactionLedger ledger;
    /** The position before the first write. Entries before it wait for the end of the transaction. */
    private TransactionLedger.Mark beginning = new TransactionLedger.Mark(0, 0);

    private Runnable takenBack = () -> {};
    private long left;
    private int timesTakenBack;

    CallerMarks(Database database, Store store) {
        this.database = database;
        this.store = store;
    }

    /**
     * The store that has joined the transaction. Several can have joined the same one.
     *
     * @param id a random number
     * @param numbers the source of numbers, none of which is used twice: rows outlive their transaction
     */
    record Store(long id, AtomicLong numbers) {}

    /** @param within whether an operation was running and had not written yet */
    private record Mark(long number, TransactionLedger.Mark ledger, boolean within) {}

    void follow(TransactionLedger followed, Runnable then) {
        ledger = followed;
        beginning = followed.mark();
        takenBack = then;
    }

    boolean isEmpty() {
        return marks.isEmpty();
    }

    int timesTakenBack() {
        return timesTakenBack;
    }

    /** Adds a mark. Returns false, and adds none, if the latest one is gone. */
    boolean add(StatementCache statements) throws SQLException {
        return add(statements, false);
    }

    /** Adds a mark as {@link #add} does, at the beginning of an operation and right after its savepoint. */
    boolean addWithin(StatementCache statements) throws SQLException {
        return add(statements, true);
    }

    /** Forgets the marks since the beginning of an operation, which was rolled back to its savepoint. */
    void forgetWithin() {
        Mark forgotten;
        do {
            forgotten = marks.pop();
        } while (!forgotten.within());
    }

    private boolean add(StatementCache statements, boolean within) throws SQLException {
        long number = store.numbers().incrementAndGet();
        Mark latest = marks.peek();
        if (latest != null) {
            if (statements.update(REPLACE_LATEST, number, store.id(), latest.number()) == 0) {
                return false;
            }
        } else {
            statements.update(database.createMarks());
            if (statements.update(REPLACE, number, store.id()) == 0) {
                statements.update(INSERT, number, store.id());
            }
        }
        marks.push(new Mark(number, ledger == null ? beginning : ledger.mark(), within));
        return true;
    }

    /** Returns whether the latest mark is gone. */
    boolean isTakenBack(StatementCache statements) throws SQLException {
        // The rollback may have undone the creation of the table too.
        statements.update(database.createMarks());
        left = statements.number(READ, store.id());
        return marks.getFirst().number() != left;
    }

    /**
     * Undoes the ledger to the mark that {@link #isTakenBack} has found. Returns whether this is between two
     * operations: the transaction may have a part of one otherwise.
     */
    boolean takeBack() {
        while (!marks.isEmpty() && marks.getFirst().number() > left) {
            marks.pop();
        }
        timesTakenBack++;
        try {
            if (ledger != null) {
                ledger.rollBackTo(marks.isEmpty() ? beginning : marks.getFirst().ledger(), null);
            }
        } finally {
            takenBack.run();
        }
        return marks.isEmpty() || !marks.getFirst().within();
    }
}
