package io.sepia.internal.backend.sql;

import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageFailureException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Keeps those who may save references to a database apart from one who deletes what nobody refers to. Where several
 * transactions write beside each other, the latter does not see what the others have not committed, and the others do
 * not see what it is about to delete. Shared by all stores of this JVM on a database.
 */
public final class ReferenceGate {
    private static final Map<String, ReferenceGate> GATES = new ConcurrentHashMap<>();

    private static final int ALL = Integer.MAX_VALUE;
    /** How long others are kept from beginning while those that have begun come to their end. */
    private static final long TURN_MILLIS = 100;

    private static final long PAUSE_MILLIS = 50;
    private static final int TURNS = 50;

    private final Semaphore passes = new Semaphore(ALL, true);

    private ReferenceGate() {}

    /** The gate of a database; in another process, the same database has another. */
    public static ReferenceGate of(String database) {
        return GATES.computeIfAbsent(database, each -> new ReferenceGate());
    }

    /** Lets one in who writes, after waiting for the one who is alone in there. */
    public Pass enter() {
        passes.acquireUninterruptibly();
        return new Pass();
    }

    /** The right to write, for one transaction. Used by one thread at a time. */
    public final class Pass {
        private int held = 1;

        /**
         * Waits until there is nobody else.
         *
         * @throws StorageBusyException if others don't come to their end
         * @throws StorageFailureException if the thread is interrupted
         */
        public void alone() {
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
        public void leave() {
            int given = held;
            held = 0;
            passes.release(given);
        }
    }
}
