package io.sepia.internal.backend.hibernate;

import io.sepia.internal.backend.TransactionLedger;
import io.sepia.internal.backend.sql.Database;
import io.sepia.internal.backend.sql.TransactionMarks;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Numbered positions of one caller's transaction. The latest number is also in the database, where a rollback of the
 * caller to a savepoint of its own replaces it by an earlier one. No driver tells of such a rollback. See decision
 * 0096.
 */
final class CallerMarks {
    private final TransactionMarks numbers;
    private final Store store;
    private final Deque<Mark> marks = new ArrayDeque<>();
    private @Nullable TransactionLedger ledger;
    /** The position before the first write. Entries before it wait for the end of the transaction. */
    private TransactionLedger.Mark beginning = new TransactionLedger.Mark(0, 0);

    private Runnable takenBack = () -> {};
    /** Whether the store had a number before the transaction, so that no rollback leaves it without one. */
    private boolean older;

    private long left;
    private int timesTakenBack;

    CallerMarks(Database database, Store store) {
        this.numbers = database.marks();
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
        if (latest == null) {
            older = numbers.set(statements, store.id(), number);
        } else if (!numbers.replace(statements, store.id(), latest.number(), number)) {
            return false;
        }
        marks.push(new Mark(number, ledger == null ? beginning : ledger.mark(), within));
        return true;
    }

    /** Returns whether the latest mark is gone. */
    boolean isTakenBack(StatementCache statements) throws SQLException {
        left = numbers.get(statements, store.id(), older);
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
