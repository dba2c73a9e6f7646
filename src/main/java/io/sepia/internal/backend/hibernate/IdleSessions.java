package io.sepia.internal.backend.hibernate;

import io.sepia.internal.backend.EndSteps;
import java.util.ArrayDeque;
import java.util.Deque;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;

/**
 * A pool of sessions that have no transaction. Reusing a session saves each save about 3 µs for opening and closing
 * one. Idle sessions hold no entities, and no connection if the unit releases connections after transactions.
 * Thread-safe. See decision 0014.
 */
public final class IdleSessions implements AutoCloseable {
    private static final int CAPACITY = 16;

    private final SessionFactory factory;
    private final Deque<Session> idle = new ArrayDeque<>();
    private boolean closed;

    public IdleSessions(SessionFactory factory) {
        this.factory = factory;
    }

    /** Begins a transaction in an idle session, or in a new one. */
    public HibernateSession begin() {
        HibernateSession.checkOpen(factory);
        Session idling = poll();
        Session session = idling == null ? HibernateSession.openReleasing(factory) : idling;
        try {
            return HibernateSession.begin(session, this);
        } catch (Throwable e) {
            EndSteps.because(e).run(session::close);
            throw e;
        }
    }

    private synchronized @Nullable Session poll() {
        return idle.pollLast();
    }

    /** Adds a session whose transaction has ended, or closes it if the pool is full or closed. */
    void add(Session session) {
        if (!offer(session)) {
            session.close();
        }
    }

    private synchronized boolean offer(Session session) {
        return !closed && session.isOpen() && idle.size() < CAPACITY && idle.offerLast(session);
    }

    /** Closes the idle sessions, and each session that is added later. Idempotent. */
    @Override
    public void close() {
        Deque<Session> left;
        synchronized (this) {
            closed = true;
            left = new ArrayDeque<>(idle);
            idle.clear();
        }
        EndSteps steps = EndSteps.all();
        left.forEach(each -> steps.run(each::close));
        steps.end();
    }
}
