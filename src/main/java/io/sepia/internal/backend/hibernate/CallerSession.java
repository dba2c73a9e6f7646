package io.sepia.internal.backend.hibernate;

import io.sepia.error.StorageClosedException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.Deadline;
import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.EndSteps;
import io.sepia.internal.backend.JoinedTransaction;
import io.sepia.internal.backend.Outcome;
import io.sepia.internal.backend.TransactionLedger;
import io.sepia.internal.backend.sql.Database;
import io.sepia.internal.backend.sql.JpaTransaction;
import io.sepia.internal.backend.sql.ReadLimit;
import io.sepia.internal.backend.sql.StoreRules;
import io.sepia.internal.backend.sql.TransactionSession;
import io.sepia.internal.backend.sql.statement.CachingConnection;
import io.sepia.internal.backend.sql.statement.StatementCache;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.Transaction;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hibernate.FlushMode;
import org.hibernate.engine.spi.SessionImplementor;
import org.jspecify.annotations.Nullable;

/**
 * The session of a caller, joined for one transaction that the caller begins and ends. An operation that fails is
 * undone to a savepoint (see decision 0015); after a failure of the database, the commit is refused (see decision
 * 0016).
 */
final class CallerSession implements TransactionSession, JoinedTransaction, Synchronization {
    private static final System.Logger LOG = System.getLogger(CallerSession.class.getName());

    private enum State {
        OPEN,
        /** The database has failed; the caller's transaction can only roll back. */
        FAILED,
        CLOSED
    }

    private final SessionImplementor session;
    private final HibernateReport report;
    private final CallerSessions all;
    private final Database database;
    private final Lifetime lifetime;
    private final long queryTimeout;
    private final Thread thread = Thread.currentThread();
    private final @Nullable Transaction jtaTransaction;
    private final Abandonment abandonment;
    private final HeldEntities entities;
    private final CallerMarks marks;
    private final JpaTransaction operations;
    private final List<Consumer<Outcome>> listeners = new ArrayList<>();
    private final List<Runnable> beforeCommit = new ArrayList<>();
    private final Deque<VerbSavepoint> savepoints = new ArrayDeque<>();
    private final CallerStatements statements;
    private State state = State.OPEN;
    private volatile boolean committing;
    private volatile boolean wrote;
    private volatile boolean ended;

    CallerSession(
            SessionImplementor session,
            CallerSessions all,
            Database database,
            Clock clock,
            Lifetime lifetime,
            StoreRules rules,
            long queryTimeout) {
        this.session = session;
        this.report = new HibernateReport(this.session);
        this.all = all;
        this.database = database;
        this.lifetime = lifetime;
        this.queryTimeout = queryTimeout;
        this.jtaTransaction = JtaAssociation.current(session);
        this.abandonment = new Abandonment(session);
        this.entities = new HeldEntities(session, database, this::fail);
        this.statements = new CallerStatements(session);
        this.marks = new CallerMarks(database, all.store());
        // A caller that declares its session read-only does not want rows to be locked.
        boolean locking = !session.isDefaultReadOnly() && session.getHibernateFlushMode() != FlushMode.MANUAL;
        this.operations = new JpaTransaction(this, database, locking, clock, rules, queryTimeout);
    }

    /** Registers for the end of the transaction with Hibernate, which reports it for JTA transactions too. */
    void follow() {
        session.getTransactionCoordinator().getLocalSynchronizations().registerSynchronization(this);
    }

    Thread thread() {
        return thread;
    }

    /** Returns whether the EntityManager was closed without ending its transaction, unless JTA will end it. */
    boolean isAbandoned(long patienceMillis) {
        return !ended && jtaTransaction == null && abandonment.isOver(committing, patienceMillis);
    }

    void endAbandoned() {
        abandonment.end(thread, this);
    }

    boolean hasWritten() {
        return wrote;
    }

    @Override
    public BackendTransaction operations() {
        return operations;
    }

    /** Returns whether the transaction has ended, even if Hibernate has not reported it yet. */
    boolean isOver() {
        return ended || jtaTransaction != null && JtaAssociation.isOver(jtaTransaction);
    }

    /** Returns whether this thread is in the transaction now, that is, it is neither ended nor suspended. */
    boolean isCurrent() {
        return !ended
                && thread == Thread.currentThread()
                && (jtaTransaction == null || jtaTransaction.equals(JtaAssociation.current(session)));
    }

    @Override
    public <T> T read(Supplier<String> doing, Work<T> work) {
        checkUsable(doing);
        FlushMode mode = session.getHibernateFlushMode();
        if ((mode == FlushMode.AUTO || mode == FlushMode.ALWAYS) && entities.areHeld()) {
            entities.flush(doing);
        }
        Deadline deadline = Deadline.after(queryTimeout);
        return run(doing, statements -> ReadLimit.run(database, statements, deadline, doing, work));
    }

    @Override
    public <T extends @Nullable Object> T write(Supplier<String> doing, Work<T> work) {
        beforeWrite(doing);
        setSavepoints(doing);
        return run(doing, work);
    }

    @Override
    public <E extends @Nullable Effects> E change(boolean refusable, Supplier<String> doing, Work<E> work) {
        beforeWrite(doing);
        return refusable && savepoints.isEmpty()
                ? atomically(new VerbSavepoint(0, null), () -> changeWithin(doing, work))
                : changeWithin(doing, work);
    }

    private void beforeWrite(Supplier<String> doing) {
        checkWritable(doing);
        if (session.getHibernateFlushMode() != FlushMode.MANUAL) {
            entities.flush(doing);
        }
        wrote = true;
    }

    private <E extends @Nullable Effects> E changeWithin(Supplier<String> doing, Work<E> work) {
        setSavepoints(doing);
        E effects = run(doing, work);
        if (effects != null) {
            if (!savepoints.isEmpty()) {
                savepoints.getFirst().effects().add(effects);
            }
            entities.bringUpToDate(effects);
        }
        return effects;
    }

    private void setSavepoints(Supplier<String> doing) {
        for (VerbSavepoint each : (Iterable<VerbSavepoint>) savepoints::descendingIterator) {
            checkThere(run(doing, each.isSet() ? each::isThere : each::set), doing);
        }
    }

    @Override
    public <T extends @Nullable Object> T atomically(Supplier<T> work) {
        // An inner savepoint is lost only with the outermost one.
        boolean guarded = savepoints.isEmpty() && !database.checksSavepoints();
        return atomically(new VerbSavepoint(savepoints.size(), guarded ? marks : null), work);
    }

    private <T extends @Nullable Object> T atomically(VerbSavepoint savepoint, Supplier<T> work) {
        savepoints.push(savepoint);
        T result;
        try {
            result = work.get();
        } catch (Throwable e) {
            EndSteps.because(e).run(() -> end(savepoint, false));
            throw e;
        }
        end(savepoint, true);
        return result;
    }

    /** Ends the innermost savepoint, if it was set. */
    private void end(VerbSavepoint savepoint, boolean done) {
        savepoints.pop();
        if (state != State.OPEN || !savepoint.isSet()) {
            return;
        }
        checkThere(run(() -> "An operation", savepoint::isThere), () -> "An operation");
        this.<Boolean>run(() -> done ? "Ending a verb" : "Undoing a verb", statements -> {
            savepoint.end(statements, done);
            return true;
        });
        if (!done) {
            savepoint.effects().forEach(entities::bringUpToDate);
        } else if (!savepoints.isEmpty()) {
            savepoints.getFirst().effects().addAll(savepoint.effects());
        }
    }

    /**
     * Refuses to go on if code of the application, such as an iterator, has rolled back the operation that calls it.
     */
    private void checkThere(boolean isThere, Supplier<String> doing) {
        if (!isThere) {
            fail();
            throw new StorageFailureException(doing.get() + " was refused, because the application rolled back while an"
                    + " operation of the store was running. Roll the whole transaction back, and run it again.");
        }
    }

    @Override
    public void follow(TransactionLedger ledger, Runnable takenBack) {
        marks.follow(ledger, takenBack);
    }

    @Override
    public void mark() {
        checkUsable(() -> "An operation");
        checkThere(run(() -> "Marking a position of the transaction", marks::add), () -> "An operation");
    }

    @Override
    public int timesTakenBack() {
        return marks.timesTakenBack();
    }

    /** Undoes in memory what a rollback of the caller to a savepoint has undone in the database. */
    void settle() {
        if (state == State.OPEN
                && !ended
                && !marks.isEmpty()
                && run(() -> "Looking for a rollback to a savepoint", marks::isTakenBack)) {
            entities.bringUpToDate(key -> run(
                    () -> "Reading the version of a document",
                    statements -> statements.number(
                            "SELECT version FROM objects WHERE class_name = ? AND object_id = ?",
                            key.className(),
                            key.objectId())));
            if (!marks.takeBack()) {
                fail();
                throw new StorageFailureException("The transaction was rolled back to a savepoint that was set while an"
                        + " operation of the store was running, and so has a part of it. Roll it back.");
            }
        }
    }

    private <T extends @Nullable Object> T run(Supplier<String> doing, Work<T> work) {
        try {
            return HibernateSession.doReturningWork(session, connection -> {
                StatementCache prepared;
                try {
                    prepared = connection instanceof CachingConnection caching
                            ? caching.statements()
                            : statements.of(connection);
                } catch (SQLException e) {
                    fail();
                    throw database.translate(null, doing.get(), e);
                }
                prepared.reportTo(report);
                try {
                    return work.run(prepared);
                } catch (SQLException e) {
                    fail();
                    throw statements.closeAfter(database.translate(prepared.connection(), doing.get(), e));
                } finally {
                    prepared.reportTo(null);
                }
            });
        } catch (PersistenceException e) {
            fail();
            SQLException sql = SqlErrors.behind(e);
            throw sql != null
                    ? database.translate(null, doing.get(), sql)
                    : new StorageFailureException(doing.get() + " failed: " + e.getMessage(), e);
        }
    }

    /**
     * Makes the commit of the caller's transaction fail with an exception. A JTA transaction is marked for rollback. An
     * EntityManager's own transaction marked so would roll back silently on commit, so its commit is refused instead.
     * See decision 0016.
     */
    private void fail() {
        state = State.FAILED;
        if (jtaTransaction != null) {
            session.getTransactionCoordinator().getTransactionDriverControl().markRollbackOnly();
        }
    }

    @Override
    public void checkWritable(Supplier<String> doing) {
        checkUsable(doing);
        if (!wrote && database.hasOneWriter() && all.anotherHasWritten(this)) {
            throw new IllegalStateException(
                    doing.get() + " was refused, because this thread has written to the store in"
                            + " another EntityManager's transaction, which has not ended: it would wait for itself. End that"
                            + " transaction first, or write in it.");
        }
    }

    private void checkUsable(Supplier<String> doing) {
        if (state == State.FAILED) {
            throw new IllegalStateException(
                    doing.get() + " was refused, because the database had failed in this transaction."
                            + " Roll it back, and run it again as a whole.");
        }
        if (ended || state == State.CLOSED) {
            throw new StorageClosedException(
                    doing.get() + " was refused, because the EntityManager's transaction has ended. Begin a new one.");
        }
        lifetime.checkNotOver(doing);
    }

    @Override
    public void commit() {
        throw new IllegalStateException("The transaction is the EntityManager's. Commit it there.");
    }

    @Override
    public void close() {
        state = State.CLOSED;
    }

    @Override
    public void onCompletion(Consumer<Outcome> listener) {
        listeners.add(listener);
    }

    @Override
    public void beforeCommit(Runnable listener) {
        beforeCommit.add(listener);
    }

    @Override
    public void beforeCompletion() {
        if (state == State.FAILED) {
            throw new IllegalStateException("The database had failed in this transaction while the store used it, so it"
                    + " is rolled back. Run it again as a whole.");
        }
        if (!savepoints.isEmpty()) {
            fail();
            throw new IllegalStateException(
                    "The commit was refused, because an operation of the store is running. Commit after it.");
        }
        settle();
        committing = true;
        beforeCommit.forEach(Runnable::run);
        try {
            statements.beforeCommit();
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "Closing a statement failed", e);
        }
    }

    @Override
    public void afterCompletion(int status) {
        ended = true;
        all.leave(session, this);
        // The status alone does not tell a rollback from a failed commit; beforeCompletion is called only before one.
        boolean open = status == Status.STATUS_UNKNOWN || committing && status != Status.STATUS_ROLLEDBACK;
        Outcome failed = open ? Outcome.UNKNOWN : Outcome.ROLLED_BACK;
        Outcome outcome = status == Status.STATUS_COMMITTED ? Outcome.COMMITTED : failed;
        EndSteps steps = EndSteps.all();
        listeners.forEach(each -> steps.run(() -> each.accept(outcome)));
        listeners.clear();
        // A failed listener must not change what the caller is told about the transaction.
        steps.log(LOG, () -> "A listener failed after a transaction had ended");
    }
}
