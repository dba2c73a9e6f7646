package io.sepia.backend.jpa;

import io.sepia.backend.Outcome;
import io.sepia.error.StorageBusyException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** How transactions ended that were given a name, one row each. Rows are kept for a month. */
final class OutcomeRows {
    static final List<String> SQLITE_STEP =
            List.of("""
            CREATE TABLE transaction_outcomes (
              token TEXT PRIMARY KEY NOT NULL,
              outcome TEXT NOT NULL,
              recorded_at INTEGER NOT NULL
            ) STRICT""", "CREATE INDEX transaction_outcomes_recorded ON transaction_outcomes (recorded_at)");

    static final List<String> H2_STEP =
            List.of("""
            CREATE TABLE transaction_outcomes (
              token VARCHAR(36) PRIMARY KEY,
              outcome VARCHAR(16) NOT NULL,
              recorded_at BIGINT NOT NULL
            )""", "CREATE INDEX transaction_outcomes_recorded ON transaction_outcomes (recorded_at)");

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
                // Where writers run beside each other, another one has recorded it since it was looked for.
                throw new StorageBusyException(
                        "Another transaction recorded the outcome of transaction " + token + ". Run this one again.",
                        e);
            }
            throw e;
        }
        return Optional.empty();
    }
}
