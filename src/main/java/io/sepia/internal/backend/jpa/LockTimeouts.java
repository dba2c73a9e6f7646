package io.sepia.internal.backend.jpa;

import org.hibernate.Session;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.jpa.SpecHints;

/** The lock timeout that a session or its unit sets as {@code jakarta.persistence.lock.timeout}. */
final class LockTimeouts {
    private LockTimeouts() {}

    /** Returns the timeout in milliseconds, or a negative number if none is set. */
    static long of(SharedSessionContractImplementor session) {
        Object set = session instanceof Session stateful
                ? stateful.getProperties().get(SpecHints.HINT_SPEC_LOCK_TIMEOUT)
                : session.getFactory().getProperties().get(SpecHints.HINT_SPEC_LOCK_TIMEOUT);
        if (set == null) {
            return -1;
        }
        return set instanceof Number number ? number.longValue() : Long.parseLong(String.valueOf(set));
    }
}
