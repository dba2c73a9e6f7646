package io.sepia.internal.backend.sql;

import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.OnDelete;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.InvalidKeyException;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code object_rules}: the rules of each class in one row, with a checksum. See decision 0245. */
public final class RuleRows {
    private static final String COLUMNS =
            "class_name, events, on_delete, history, history_generations, history_days, checksum";
    static final String SELECT = "SELECT " + COLUMNS + " FROM object_rules";
    private static final String UPDATE = "UPDATE object_rules SET events = ?, on_delete = ?, history = ?,"
            + " history_generations = ?, history_days = ?, checksum = ? WHERE class_name = ?";
    private static final String INSERT = "INSERT INTO object_rules (events, on_delete, history, history_generations,"
            + " history_days, checksum, class_name) VALUES (?, ?, ?, ?, ?, ?, ?)";

    private RuleRows() {}

    /**
     * The rules of a class.
     *
     * @param events whether it has events
     * @param onDelete its rule for deletions, or null for the usual one
     * @param history its history rule, or null for none
     */
    public record Rules(
            String className,
            boolean events,
            @Nullable OnDelete onDelete,
            @Nullable HistoryRule history) {
        Rules withEvents(boolean kept) {
            return new Rules(className, kept, onDelete, history);
        }

        Rules withOnDelete(@Nullable OnDelete rule) {
            return new Rules(className, events, rule, history);
        }

        Rules withHistory(HistoryRule rule) {
            return new Rules(className, events, onDelete, rule);
        }
    }

    /**
     * Returns the rules of all classes that have any.
     *
     * @throws DamagedDocumentException if a row is damaged
     */
    static List<Rules> all(StatementCache statements) throws SQLException {
        return statements.list(SELECT, RuleRows::read);
    }

    static Rules read(ResultSet row) throws SQLException {
        String className = Rows.text(row, 1, "A row of the table object_rules");
        String what = "The rules of class " + className;
        long events = row.getLong(2);
        String onDelete = row.getString(3);
        long history = row.getLong(4);
        boolean hasHistory = !row.wasNull();
        long generations = row.getLong(5);
        long days = row.getLong(6);
        RowChecksum.check(
                row,
                7,
                RowChecksum.of(className, events, onDelete, hasHistory ? history : null, generations, days),
                what,
                null);
        try {
            return new Rules(
                    ObjectKey.checkClassName(className),
                    events == 1,
                    onDelete == null ? null : onDelete(onDelete),
                    hasHistory ? new HistoryRule(history == 1, generations, days) : null);
        } catch (IllegalArgumentException | InvalidKeyException e) {
            throw new DamagedDocumentException(
                    what + " are none that the store writes. Correct their row in the table object_rules with SQL.", e);
        }
    }

    /** Returns the rules in the values of a row, if their checksum matches. */
    public static Optional<Rules> sound(
            String className,
            long events,
            @Nullable String onDelete,
            @Nullable Long history,
            long generations,
            long days,
            long checksum) {
        if (checksum != RowChecksum.of(className, events, onDelete, history, generations, days)) {
            return Optional.empty();
        }
        return Optional.of(new Rules(
                className,
                events == 1,
                onDelete == null ? null : OnDelete.of(onDelete),
                history == null ? null : new HistoryRule(history == 1, generations, days)));
    }

    private static OnDelete onDelete(String text) {
        OnDelete rule = OnDelete.of(text);
        if (!rule.text().equals(text)) {
            throw new IllegalArgumentException("There is no such rule for deletions");
        }
        return rule;
    }

    /** Returns the rules of a class, which may have none. */
    static Rules of(StatementCache statements, String className) throws SQLException {
        return statements
                .first(SELECT + " WHERE class_name = ?", RuleRows::read, className)
                .orElse(new Rules(className, false, null, null));
    }

    /** Gives the rows that SQL has changed a checksum. */
    static void adopt(StatementCache statements) throws SQLException {
        for (Rules each : RowChecksum.readable(statements, SELECT + " WHERE checksum IS NULL", RuleRows::read)) {
            write(statements, each);
        }
    }

    /** Writes the rules of a class with their checksum. */
    static void write(StatementCache statements, Rules rules) throws SQLException {
        long events = rules.events() ? 1 : 0;
        OnDelete rule = rules.onDelete();
        String onDelete = rule == null ? null : rule.text();
        HistoryRule ofHistory = rules.history();
        Long history = ofHistory == null ? null : (Long) (ofHistory.everySave() ? 1L : 0L);
        long generations = ofHistory == null ? 0 : ofHistory.generations();
        long days = ofHistory == null ? 0 : ofHistory.days();
        @Nullable
        Object[] row = {
            events,
            onDelete,
            history,
            generations,
            days,
            RowChecksum.of(rules.className(), events, onDelete, history, generations, days),
            rules.className()
        };
        if (statements.update(UPDATE, row) == 0) {
            statements.update(INSERT, row);
        }
    }
}
