package io.sepia.internal.backend.mariadb;

import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.sql.Database;
import io.sepia.internal.backend.sql.writers.Failures;
import java.sql.SQLException;
import java.util.Set;

/** The meaning of MariaDB's error codes. */
final class MariadbErrors {
    static final int LOCK_TIMEOUT = 1205;
    private static final int DUPLICATE = 1062;
    private static final int PACKET_TOO_LARGE = 1153;
    private static final Set<Integer> STOPPED = Set.of(1317, 1969);
    private static final Set<Integer> REFERENCED = Set.of(1217, 1451);
    /** The row was changed since the snapshot, the lock was not granted in time, and the victim of a deadlock. */
    private static final Set<Integer> CONFLICTS = Set.of(1020, LOCK_TIMEOUT, 1213);
    /**
     * The server has too many connections, is shutting down, was told to be read-only, or has killed the connection.
     */
    private static final Set<Integer> UNAVAILABLE = Set.of(1040, 1053, 1203, 1290, 1836, 1927);

    private static final String ROLLED_BACK = "40";
    private static final String CONNECTION = "08";

    private MariadbErrors() {}

    static SQLException conflict(String message) {
        return new SQLException(message, "40001");
    }

    static boolean isDuplicate(SQLException error) {
        return error.getErrorCode() == DUPLICATE;
    }

    static boolean isStopped(SQLException error) {
        return STOPPED.contains(error.getErrorCode());
    }

    static StorageException translate(String doing, SQLException error) {
        if (isConflict(error)) {
            return Failures.conflict(doing, error);
        }
        if (Failures.any(error, each -> each.getErrorCode() == PACKET_TOO_LARGE)) {
            return new StorageFailureException(
                    doing + " failed, because a document is larger than max_allowed_packet. " + PACKET_REMEDY, error);
        }
        if (isUnavailable(error)) {
            return Failures.unavailable(doing, error);
        }
        if (Failures.any(error, each -> REFERENCED.contains(each.getErrorCode()))) {
            return Database.referenced(doing, error);
        }
        return new StorageFailureException(doing + " failed: " + error.getMessage(), error);
    }

    static final String PACKET_REMEDY = "Raise max_allowed_packet of the MariaDB server, and of the JDBC URL if it is"
            + " set there, or save smaller documents.";

    static StorageException translateCommit(String doing, SQLException error) {
        return Failures.ofCommit(doing, error, isConflict(error));
    }

    /** Returns whether the transaction lost against another one and was not committed. */
    private static boolean isConflict(SQLException error) {
        return Failures.any(error, each -> CONFLICTS.contains(each.getErrorCode()) || isOfClass(each, ROLLED_BACK));
    }

    private static boolean isUnavailable(SQLException error) {
        return Failures.any(error, each -> UNAVAILABLE.contains(each.getErrorCode()) || isOfClass(each, CONNECTION));
    }

    private static boolean isOfClass(SQLException error, String prefix) {
        String state = error.getSQLState();
        return state != null && state.startsWith(prefix);
    }
}
