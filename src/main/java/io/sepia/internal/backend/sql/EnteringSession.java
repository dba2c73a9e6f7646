package io.sepia.internal.backend.sql;

import io.sepia.internal.backend.Effects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A session that acquires the store's shared lock before it first writes. See decision 0073. */
final class EnteringSession implements TransactionSession {
    private final TransactionSession session;
    private final StoreRules rules;
    private final boolean locking;
    private @Nullable ChangeRecorder recorder;
    private int timesTakenBack;

    /**
     * Wraps the session of one transaction.
     *
     * @param locking whether the transaction relies on what it read until it ends, so that reads acquire the lock too
     */
    EnteringSession(TransactionSession session, StoreRules rules, boolean locking) {
        this.session = session;
        this.rules = rules;
        this.locking = locking;
    }

    @Override
    public ChangeRecorder recorder(Supplier<String> doing) {
        ChangeRecorder known = held();
        return known == null ? enter(doing, false) : known;
    }

    /** Returns the recorder, unless a rollback of the caller to a savepoint may have released its lock. */
    private @Nullable ChangeRecorder held() {
        return timesTakenBack == session.timesTakenBack() ? recorder : null;
    }

    @Override
    public ChangeRecorder entered() {
        ChangeRecorder known = held();
        return known == null ? ChangeRecorder.NONE : known;
    }

    private ChangeRecorder enter(Supplier<String> doing, boolean alone) {
        session.checkWritable(doing);
        // Runs as a read, which sets no savepoint: rolling back to one would release the lock.
        ChangeRecorder entered = session.read(doing, statements -> rules.enter(statements, alone));
        if (session.isOwn()) {
            entered.defer();
        }
        recorder = entered;
        timesTakenBack = session.timesTakenBack();
        session.mark();
        return entered;
    }

    @Override
    public void alone(Supplier<String> doing) {
        ChangeRecorder known = held();
        if (known == null) {
            enter(doing, true);
            return;
        }
        session.execute(doing, known::alone);
    }

    @Override
    public <T> T read(Supplier<String> doing, Work<T> work) {
        if (locking) {
            recorder(doing);
        }
        return session.read(doing, work);
    }

    @Override
    public <T extends @Nullable Object> T write(Supplier<String> doing, Work<T> work) {
        recorder(doing);
        return session.write(doing, work);
    }

    @Override
    public <E extends @Nullable Effects> E change(boolean refusable, Supplier<String> doing, Work<E> work) {
        recorder(doing);
        return session.change(refusable, doing, work);
    }

    @Override
    public void checkWritable(Supplier<String> doing) {
        session.checkWritable(doing);
    }

    @Override
    public void appendChanges() {
        ChangeRecorder known = recorder;
        if (known != null && known.hasDeferred()) {
            session.execute(() -> "Appending to the log of changes", known::append);
        }
    }

    @Override
    public void commit() {
        appendChanges();
        session.commit();
    }

    @Override
    public void close() {
        session.close();
    }
}
