package io.sepia.backend.jpa;

import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.hibernate.SessionFactory;

/** Sessions of transactions that go past the entities. */
final class Sessions {
    private Sessions() {}

    /** Opens a session, which never flushes by itself, and begins its transaction. */
    static Session begin(SessionFactory factory) {
        Session session = factory.openSession();
        session.setHibernateFlushMode(FlushMode.MANUAL);
        session.beginTransaction();
        return session;
    }

    /** Gives up a session whose transaction has begun but will not be used, because of {@code error}. */
    static void abandon(Session session, Throwable error) {
        try {
            // A session that is closed within its transaction keeps the connection until that ends.
            session.getTransaction().rollback();
            session.close();
        } catch (RuntimeException e) {
            error.addSuppressed(e);
        }
    }
}
