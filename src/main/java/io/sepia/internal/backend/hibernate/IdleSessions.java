package io.sepia.internal.backend.hibernate;

import java.util.ArrayDeque;
import java.util.Deque;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a store that are between two transactions: opening and closing one costs a save some 3 µs. They hold
 * neither connection nor entities meanwhile, provided that the unit has connections released after transactions.
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

    /** Begins a transaction in one of them, or in a new one. */
    public StoreSession begin() {
        Session session = poll();
        return StoreSession.begin(session == null ? StoreSession.open(factory) : session, this);
    }

    private synchronized @Nullable Session poll() {
        return idle.pollLast();
    }

    /** Takes back a session whose transaction has ended. */
    void add(Session session) {
        if (!offer(session)) {
            session.close();
        }
    }

    private synchronized boolean offer(Session session) {
        return !closed && session.isOpen() && idle.size() < CAPACITY && idle.offerLast(session);
    }

    /** Closes them, and those that come back later. Idempotent. */
    @Override
    public void close() {
        Deque<Session> left;
        synchronized (this) {
            closed = true;
            left = new ArrayDeque<>(idle);
            idle.clear();
        }
        left.forEach(Session::close);
    }
}
