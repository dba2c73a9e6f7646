package io.sepia.internal.backend.sql;

import io.sepia.change.EventFilter;
import io.sepia.change.EventType;
import io.sepia.document.ObjectKey;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.DocumentFormatException;
import io.sepia.internal.backend.EventLog;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.document.LoggedEvent;
import io.sepia.internal.json.DocumentText;
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
    private static final String COLUMNS =
            "number, class_name, object_id, type, generation, logged_at, metadata, checksum";
    private static final String INSERT =
            "INSERT INTO object_events (class_name, object_id, type, generation, logged_at,"
                    + " metadata, checksum) VALUES (?, ?, ?, ?, ?, ?, ?)";
    private static final String LAST = "SELECT " + COLUMNS
            + " FROM object_events WHERE class_name = ? AND object_id = ?" + " ORDER BY number DESC LIMIT 1";

    private static final String UNSEALED =
            "SELECT " + COLUMNS + " FROM object_events WHERE checksum IS NULL AND number > ? ORDER BY number LIMIT ?";
    private static final int PAGE = 500;
    /** What the log is called in messages. */
    private static final String LOG = "the log of events";

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
        for (RuleRows.Rules each : RuleRows.all(statements)) {
            if (each.events()) {
                names.add(each.className());
            }
        }
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
                RuleRows.write(statements, RuleRows.of(statements, className).withEvents(kept));
                return true;
            });
        });
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
                        each.metadata(),
                        checksum(each));
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
        return session.read(() -> "Reading events", statements -> {
            RowOrder<Long> order = RowOrder.ofNumbers(LOG, after);
            return statements.list(
                    sql.toString(),
                    row -> {
                        order.next(row.getLong(1));
                        return event(row);
                    },
                    parameters.toArray());
        });
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

    /** Returns the checksum of an event, which does not cover its number. */
    public static long checksum(LoggedEvent event) {
        ObjectKey key = event.key();
        return RowChecksum.of(
                key.className(),
                key.id(),
                event.type().text(),
                event.generation(),
                Rows.micros(event.at()),
                event.metadata());
    }

    /** Gives the events that have no checksum one, unless they are damaged. */
    static void adopt(StatementCache statements) throws SQLException {
        RowOrder<Long> order = RowOrder.ofNumbers(LOG, Long.MIN_VALUE);
        List<Optional<LoggedEvent>> page;
        do {
            page = statements.list(
                    UNSEALED,
                    row -> {
                        order.next(row.getLong(1));
                        return RowChecksum.readable(row, JpaEventLog::event);
                    },
                    order.last(),
                    PAGE);
            List<LoggedEvent> readable = page.stream().flatMap(Optional::stream).toList();
            statements.batch("UPDATE object_events SET checksum = ? WHERE number = ?", readable, each ->
                    new Object[] {checksum(each), each.number()});
        } while (page.size() == PAGE);
    }

    private static LoggedEvent event(ResultSet row) throws SQLException {
        ObjectKey key = ReferenceRows.key(row.getString(2), row.getString(3));
        String what = "Event " + row.getLong(1) + " of " + key;
        LoggedEvent event = new LoggedEvent(
                row.getLong(1),
                key,
                type(row, key, what),
                row.getLong(5),
                Rows.instant(row.getLong(6), what),
                row.getString(7));
        String metadata = event.metadata();
        if (!RowChecksum.check(row, 8, checksum(event), what, key) && metadata != null && !isObject(metadata)) {
            throw new DamagedDocumentException(
                    what
                            + " has metadata that is not a JSON object. Correct its row with SQL or restore it from a backup.",
                    null,
                    key.className(),
                    key.id());
        }
        return event;
    }

    private static boolean isObject(String metadata) {
        try {
            return DocumentText.of("The metadata", metadata).isObject();
        } catch (DocumentFormatException e) {
            return false; // The caller says so.
        }
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
