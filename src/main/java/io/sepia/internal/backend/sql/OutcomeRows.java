package io.sepia.internal.backend.sql;

import io.sepia.error.StorageBusyException;
import io.sepia.internal.backend.Outcome;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** The outcomes of named transactions, a row for each. Rows are kept for 30 days. See decision 0023. */
public final class OutcomeRows {
    private static final long KEPT_MICROS = Duration.ofDays(30).toMillis() * 1_000;
    /** The class of SQL states for violated constraints. */
    private static final String VIOLATION = "23";

    private OutcomeRows() {}

    static Optional<Outcome> record(StatementCache statements, UUID token, Outcome outcome, long now)
            throws SQLException {
        PreparedStatement find = statements.prepare("SELECT outcome FROM transaction_outcomes WHERE token = ?");
        find.setString(1, token.toString());
        try (ResultSet rows = find.executeQuery()) {
            if (rows.next()) {
                return Optional.of(Outcome.valueOf(rows.getString(1)));
            }
        }
        PreparedStatement prune = statements.prepare("DELETE FROM transaction_outcomes WHERE recorded_at < ?");
        prune.setLong(1, now - KEPT_MICROS);
        prune.executeUpdate();
        PreparedStatement insert =
                statements.prepare("INSERT INTO transaction_outcomes (token, outcome, recorded_at) VALUES (?, ?, ?)");
        insert.setString(1, token.toString());
        insert.setString(2, outcome.name());
        insert.setLong(3, now);
        try {
            insert.executeUpdate();
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
}
