package io.sepia.internal.backend.sql;

import io.sepia.change.EventFilter;
import io.sepia.change.EventType;
import io.sepia.document.ObjectKey;
import io.sepia.error.DamagedDocumentException;
import io.sepia.internal.backend.EventLog;
import io.sepia.internal.document.LoggedEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The log of events in a database, for one transaction. See decision 0037. */
public final class JpaEventLog implements EventLog {
    private static final String COLUMNS = "number, class_name, object_id, type, generation, logged_at, metadata";
    private static final String INSERT =
            "INSERT INTO object_events (class_name, object_id, type, generation, logged_at,"
                    + " metadata) VALUES (?, ?, ?, ?, ?, ?)";
    private static final String LAST = "SELECT " + COLUMNS
            + " FROM object_events WHERE class_name = ? AND object_id = ?" + " ORDER BY number DESC LIMIT 1";

    private final TransactionSession session;

    JpaEventLog(TransactionSession session) {
        this.session = session;
    }

    @Override
    public Set<String> classes() {
        return session.read(
                () -> "Reading which classes have events",
                statements -> session.entered().eventClasses(statements));
    }

    public static Set<String> classes(StatementCache statements) throws SQLException {
        Set<String> names = new TreeSet<>(ObjectKey.TEXT_ORDER);
        statements.forEach("SELECT class_name FROM object_rules WHERE events = 1", row -> names.add(row.getString(1)));
        return names;
    }

    @Override
    public void keep(String className, boolean kept) {
        ObjectKey.checkClassName(className);
        Supplier<String> doing = () -> "Switching the events of class " + className;
        ChangeRecorder recorder = session.recorder(doing);
        session.<Boolean>write(doing, statements -> {
            if (kept == classes(statements).contains(className)) {
                return false;
            }
            return recorder.<Boolean>changing(statements, () -> {
                keep(statements, className, kept ? 1 : 0);
                return true;
            });
        });
    }

    private static void keep(StatementCache statements, String className, int kept) throws SQLException {
        if (statements.update("UPDATE object_rules SET events = ? WHERE class_name = ?", kept, className) == 0) {
            statements.update("INSERT INTO object_rules (events, class_name) VALUES (?, ?)", kept, className);
        }
    }

    @Override
    public void add(List<LoggedEvent> events) {
        session.execute(() -> "Logging " + events.size() + " events", statements -> {
            for (LoggedEvent each : events) {
                statements.update(
                        INSERT,
                        each.key(),
                        each.type().text(),
                        each.generation(),
                        Rows.micros(each.at()),
                        each.metadata());
            }
        });
    }

    @Override
    public List<LoggedEvent> page(EventFilter filter, long after, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("A page has at least 1 event, not " + limit);
        }
        StringBuilder sql = new StringBuilder("SELECT ").append(COLUMNS).append(" FROM object_events WHERE number > ?");
        List<Object> parameters = new ArrayList<>(List.of(after));
        add(sql, parameters, " AND class_name = ?", filter.className());
        add(sql, parameters, " AND object_id = ?", filter.id());
        add(sql, parameters, " AND logged_at >= ?", micros(filter.from()));
        add(sql, parameters, " AND logged_at < ?", micros(filter.until()));
        sql.append(" ORDER BY number LIMIT ?");
        parameters.add(limit);
        return session.read(
                () -> "Reading events",
                statements -> statements.list(sql.toString(), JpaEventLog::event, parameters.toArray()));
    }

    private static void add(StringBuilder sql, List<Object> parameters, String condition, @Nullable Object value) {
        if (value != null) {
            sql.append(condition);
            parameters.add(value);
        }
    }

    private static @Nullable Long micros(@Nullable Instant moment) {
        return moment == null ? null : (Long) Rows.micros(moment);
    }

    @Override
    public Optional<LoggedEvent> last(ObjectKey key) {
        return session.read(
                () -> "Reading the last event of " + key,
                statements -> statements.first(LAST, JpaEventLog::event, key));
    }

    private static LoggedEvent event(ResultSet row) throws SQLException {
        ObjectKey key = ReferenceRows.key(row.getString(2), row.getString(3));
        String what = "Event " + row.getLong(1) + " of " + key;
        return new LoggedEvent(
                row.getLong(1),
                key,
                type(row, key, what),
                row.getLong(5),
                Rows.instant(row.getLong(6), what),
                row.getString(7));
    }

    private static EventType type(ResultSet row, ObjectKey key, String what) throws SQLException {
        try {
            return EventType.of(Rows.text(row, 4, what));
        } catch (IllegalArgumentException e) {
            throw new DamagedDocumentException(
                    what + " has a type that does not exist. Correct its row with SQL or restore it from a backup.",
                    e,
                    key.className(),
                    key.id());
        }
    }
}
