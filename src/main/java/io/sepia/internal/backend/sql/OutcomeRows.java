package io.sepia.internal.backend.sql;

import io.sepia.error.DamagedDocumentException;
import io.sepia.error.StorageBusyException;
import io.sepia.internal.backend.Outcome;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The outcomes of named transactions, a row for each. Rows are kept for 30 days. See decision 0023. */
public final class OutcomeRows {
    private static final long KEPT_MICROS = Duration.ofDays(30).toMillis() * 1_000;
    /** The class of SQL states for violated constraints. */
    private static final String VIOLATION = "23";

    private OutcomeRows() {}

    static Optional<Outcome> record(StatementCache statements, UUID token, Outcome outcome, long now)
            throws SQLException {
        Optional<Outcome> recorded = statements.first(
                "SELECT outcome FROM transaction_outcomes WHERE token = ?",
                row -> outcome(token, row.getString(1)),
                token.toString());
        if (recorded.isPresent()) {
            return recorded;
        }
        statements.update("DELETE FROM transaction_outcomes WHERE recorded_at < ?", now - KEPT_MICROS);
        try {
            statements.update(
                    "INSERT INTO transaction_outcomes (token, outcome, recorded_at) VALUES (?, ?, ?)",
                    token.toString(),
                    outcome.name(),
                    now);
        } catch (SQLException e) {
            String state = e.getSQLState();
            if (state != null && state.startsWith(VIOLATION)) {
                // If the database has concurrent writers, another one may have recorded it after the query.
                throw new StorageBusyException(
                        "Another transaction recorded the outcome of transaction " + token + ". Run this one again.",
                        e);
            }
            throw e;
        }
        return Optional.empty();
    }

    private static Outcome outcome(UUID token, @Nullable String text) {
        for (Outcome each : Outcome.values()) {
            if (each.name().equals(text)) {
                return each;
            }
        }
        throw new DamagedDocumentException("The outcome of transaction " + token + " is none that the store writes."
                + " Restore the table transaction_outcomes from a backup.");
    }
}
