package io.sepia.backend.jpa;

import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageFailureException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Keeps those who may save references to a database apart from one who deletes what nobody refers to. Where several
 * transactions write beside each other, the latter does not see what the others have not committed, and the others do
 * not see what it is about to delete. Shared by all stores of this JVM on a database.
 */
final class ReferenceGate {
    private static final Map<String, ReferenceGate> GATES = new ConcurrentHashMap<>();

    private static final int ALL = Integer.MAX_VALUE;
    /** How long others are kept from beginning while those that have begun come to their end. */
    private static final long TURN_MILLIS = 100;

    private static final long PAUSE_MILLIS = 50;
    private static final int TURNS = 50;

    private final Semaphore passes = new Semaphore(ALL, true);

    private ReferenceGate() {}

    /** The gate of the H2 database that a connection leads to; in another process, the same database has another. */
    static ReferenceGate of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT DATABASE_PATH()")) {
            String path = rows.next() ? rows.getString(1) : null;
            String name = path == null ? connection.getMetaData().getURL() : path;
            return GATES.computeIfAbsent(name, each -> new ReferenceGate());
        }
    }

    /** Lets one in who writes, after waiting for the one who is alone in there. */
    Pass enter() {
        passes.acquireUninterruptibly();
        return new Pass();
    }

    /** The right to write, for one transaction. Used by one thread at a time. */
    final class Pass {
        private int held = 1;

        /**
         * Waits until there is nobody else.
         *
         * @throws StorageBusyException if others don't come to their end
         * @throws StorageFailureException if the thread is interrupted
         */
        void alone() {
            if (held == ALL) {
                return;
            }
            leave();
            try {
                for (int turn = 0; turn < TURNS; turn++) {
                    if (passes.tryAcquire(ALL, TURN_MILLIS, TimeUnit.MILLISECONDS)) {
                        held = ALL;
                        return;
                    }
                    Thread.sleep(PAUSE_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StorageFailureException(
                        "The thread was interrupted while it waited for others to end their transactions. Nothing was"
                                + " changed.",
                        e);
            }
            throw new StorageBusyException("Other transactions that may save references have been open for longer than "
                    + TURNS * (TURN_MILLIS + PAUSE_MILLIS) + " ms. End them, and run this again.");
        }

        /** Gives the right back. Idempotent. */
        void leave() {
            int given = held;
            held = 0;
            passes.release(given);
        }
    }
}
