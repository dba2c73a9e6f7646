package io.sepia.dialect;

import io.sepia.internal.functions.LockWaits;
import jakarta.persistence.Timeout;
import java.sql.Connection;
import org.hibernate.Timeouts;
import org.hibernate.dialect.lock.internal.NoLockingSupport;
import org.hibernate.dialect.lock.spi.ConnectionLockTimeoutStrategy;
import org.hibernate.dialect.lock.spi.LockTimeoutType;
import org.hibernate.dialect.lock.spi.LockingSupport;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/**
 * Lets {@code jakarta.persistence.lock.timeout} as a hint of a query or of {@code find} limit the wait of a statement
 * that acquires the write lock. SQLite has no locks of rows, and a query acquires the lock only in a unit on a path.
 */
final class LockHints extends NoLockingSupport {
    static final LockingSupport INSTANCE = new LockHints();

    private static final ConnectionLockTimeoutStrategy STRATEGY = new ConnectionLockTimeoutStrategy() {
        @Override
        public Level getSupportedLevel() {
            return Level.SUPPORTED;
        }

        @Override
        public Timeout getLockTimeout(Connection connection, SessionFactoryImplementor factory) {
            return Timeouts.WAIT_FOREVER; // Stands for the default of the connection.
        }

        @Override
        public void setLockTimeout(Timeout timeout, Connection connection, SessionFactoryImplementor factory) {
            if (connection instanceof LockWaits waits) {
                waits.waitForLock(timeout.milliseconds());
            }
        }
    };

    private LockHints() {}

    @Override
    public LockTimeoutType getLockTimeoutType(Timeout timeout) {
        return timeout.milliseconds() < 0 ? LockTimeoutType.NONE : LockTimeoutType.CONNECTION;
    }

    @Override
    public ConnectionLockTimeoutStrategy getConnectionLockTimeoutStrategy() {
        return STRATEGY;
    }
}
