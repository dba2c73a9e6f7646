package io.sepia.internal.backend.sql;

import io.sepia.internal.backend.Deadline;
import io.sepia.internal.backend.Effects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A session whose reads have so much time each. */
final class LimitedSession implements TransactionSession {
    private final TransactionSession session;
    private final Database database;
    private final long millis;

    /** @param millis how long each read may take; 0 for as long as it takes */
    LimitedSession(TransactionSession session, Database database, long millis) {
        this.session = session;
        this.database = database;
        this.millis = millis;
    }

    @Override
    public <T> T read(Supplier<String> doing, Work<T> work) {
        return session.read(
                doing, statements -> ReadLimit.run(database, statements, Deadline.after(millis), doing, work));
    }

    @Override
    public <T extends @Nullable Object> T write(Supplier<String> doing, Work<T> work) {
        return session.write(doing, work);
    }

    @Override
    public <E extends @Nullable Effects> E change(boolean refusable, Supplier<String> doing, Work<E> work) {
        return session.change(refusable, doing, work);
    }

    @Override
    public void alone() {
        session.alone();
    }

    @Override
    public void checkWritable(Supplier<String> doing) {
        session.checkWritable(doing);
    }

    @Override
    public void commit() {
        session.commit();
    }

    @Override
    public void close() {
        session.close();
    }
}
