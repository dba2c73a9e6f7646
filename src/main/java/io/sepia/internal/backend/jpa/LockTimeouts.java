package io.sepia.internal.backend.jpa;

import io.sepia.error.ConfigurationException;
import jakarta.persistence.Timeout;
import java.util.Map;
import org.hibernate.Session;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.jpa.SpecHints;
import org.jspecify.annotations.Nullable;

/** The lock timeout that a session or its unit sets as {@code jakarta.persistence.lock.timeout}. */
final class LockTimeouts {
    private static final long NONE = -1;

    private LockTimeouts() {}

    /** Returns the timeout in milliseconds, or a negative number if none is set. */
    static long of(SharedSessionContractImplementor session) {
        return millis(
                session instanceof Session stateful
                        ? stateful.getProperties().get(SpecHints.HINT_SPEC_LOCK_TIMEOUT)
                        : session.getFactory().getProperties().get(SpecHints.HINT_SPEC_LOCK_TIMEOUT));
    }

    private static long millis(@Nullable Object set) {
        if (set == null) {
            return NONE;
        }
        if (set instanceof Timeout timeout) {
            return timeout.milliseconds();
        }
        return set instanceof Number number ? number.longValue() : Integer.parseInt(String.valueOf(set));
    }

    /** Checks the timeout of a unit, where Hibernate would fail without naming the property. */
    static void check(Map<String, Object> settings) {
        Object set = settings.get(SpecHints.HINT_SPEC_LOCK_TIMEOUT);
        try {
            millis(set);
        } catch (NumberFormatException e) {
            throw new ConfigurationException(
                    "The property " + SpecHints.HINT_SPEC_LOCK_TIMEOUT + " of " + UnitOptions.unit(settings) + " is '"
                            + set + "', and must be a whole number of milliseconds.",
                    e);
        }
    }
}
