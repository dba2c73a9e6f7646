package io.sepia.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The baseline: JDBC and Jackson as a careful engineer writes them by hand for one application, on the library's table
 * and with its settings of SQLite. All measurements are ratios to this class.
 *
 * <ul>
 *   <li>One connection writes, behind a lock; each thread reads on a connection of its own.
 *   <li>Statements stay prepared. None asks for generated keys, which sqlite-jdbc otherwise queries after each insert.
 *   <li>A single statement is its own transaction, in auto-commit mode.
 *   <li>A query selects only what its answer needs, and Jackson decodes the bytes that SQLite returns.
 *   <li>A save first tries the statement that the previous save needed, {@code update} or {@code insert}.
 * </ul>
 *
 * <p>The library does more: checksums, version checks, references, events, and change detection. Thread-safe.
 */
final class HandWrittenJdbc implements AutoCloseable {
    /** Writes a new or stored object, on SQLite. Takes the parameters of {@link #bind}. */
    static final String UPSERT = """
            insert into objects (content, updated_at, class_name, object_id, object_type, version, created_at)
            values (?, ?, ?, ?, ?, 1, ?)
            on conflict (class_name, object_id) do update set
              content = excluded.content, version = version + 1, updated_at = excluded.updated_at""";

    private static final String TABLE = """
            create table if not exists objects (
              id integer primary key,
              class_name text not null,
              object_id text not null,
              content text not null,
              object_type text not null default 'serializable',
              metadata text,
              version integer not null default 1,
              created_at integer not null,
              updated_at integer not null,
              checksum integer,
              unique (class_name, object_id)
            ) strict""";
    private static final String INSERT = """
            insert into objects (content, updated_at, class_name, object_id, object_type, version, created_at)
            values (?, ?, ?, ?, ?, 1, ?)""";
    private static final String INSERT_NEW = INSERT + " on conflict (class_name, object_id) do nothing";
    private static final String UPDATE = """
            update objects set content = ?, updated_at = ?, version = version + 1
            where class_name = ? and object_id = ?""";
    private static final String DELETE = "delete from objects where class_name = ? and object_id = ?";
    private static final String LOAD = "select content from objects where class_name = ? and object_id = ?";

    /** As many rows as the library sends to SQLite at once. */
    private static final int BATCH = 1_000;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * A class of objects.
     *
     * @param objectType {@code container} for a class with references, else {@code serializable}
     */
    record Kind<T>(
            String className, String objectType, Function<T, String> id, ObjectWriter writer, ObjectReader reader) {
        static <T> Kind<T> of(Class<T> type, String objectType, Function<T, String> id) {
            return new Kind<>(type.getSimpleName(), objectType, id, MAPPER.writerFor(type), MAPPER.readerFor(type));
        }

        String json(T object) {
            try {
                return writer.writeValueAsString(object);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(className + " cannot be written as JSON", e);
            }
        }

        T object(byte[] json) {
            try {
                return reader.readValue(json);
            } catch (IOException e) {
                throw new IllegalStateException("The stored " + className + " cannot be read", e);
            }
        }
    }

    /** Statements that are executed in one transaction. */
    @FunctionalInterface
    interface Writing {
        void run() throws SQLException;
    }

    /** A connection and its prepared statements, by their SQL. */
    private record Session(Connection connection, Map<String, PreparedStatement> statements) {
        PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
            PreparedStatement statement = statements.get(sql);
            if (statement == null) {
                statement = connection.prepareStatement(sql);
                statements.put(sql, statement);
            }
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement;
        }
    }

    private final Path file;
    private final String synchronous;
    private final Session writer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Connection> readers = new ConcurrentLinkedQueue<>();
    private final ThreadLocal<@Nullable Session> reader = new ThreadLocal<>();
    private boolean lastWasNew = true;

    /**
     * Opens the file, and creates it if it does not exist. A file that the library created keeps the library's schema.
     *
     * @param synchronous SQLite's setting, {@code normal} or {@code full}
     */
    HandWrittenJdbc(Path file, String synchronous) throws SQLException {
        this.file = file;
        this.synchronous = synchronous;
        writer = connect();
        try (Statement statement = writer.connection().createStatement()) {
            statement.execute(TABLE);
        }
    }

    /** The settings are the library's defaults; settings that the library leaves at SQLite's default are not listed. */
    private Session connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("jdbc.get_generated_keys", "false");
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, properties);
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode = wal");
            statement.execute("pragma synchronous = " + synchronous);
            statement.execute("pragma busy_timeout = 5000");
            statement.execute("pragma cache_size = -2000");
            statement.execute("pragma mmap_size = 0");
            statement.execute("pragma wal_autocheckpoint = 1000");
            statement.execute("pragma journal_size_limit = 67108864");
            statement.execute("pragma trusted_schema = 0");
            statement.execute("pragma cell_size_check = 1");
            statement.execute("pragma foreign_keys = 1");
        }
        return new Session(connection, new HashMap<>());
    }

    private Session reader() throws SQLException {
        Session mine = reader.get();
        if (mine == null) {
            mine = connect();
            readers.add(mine.connection());
            reader.set(mine);
        }
        return mine;
    }

    /** Executes {@code writing} in one transaction. */
    void inTransaction(Writing writing) throws SQLException {
        lock.lock();
        try {
            writer.connection().setAutoCommit(false);
            try {
                writing.run();
                writer.connection().commit();
            } catch (SQLException | RuntimeException e) {
                writer.connection().rollback();
                throw e;
            } finally {
                writer.connection().setAutoCommit(true);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Inserts new objects in batches, within the transaction of {@link #inTransaction}. */
    <T> void insertAll(Kind<T> kind, List<T> objects) throws SQLException {
        PreparedStatement insert = writer.prepare(INSERT);
        int pending = 0;
        for (T each : objects) {
            bind(insert, kind, kind.id().apply(each), kind.json(each));
            insert.addBatch();
            if (++pending == BATCH) {
                insert.executeBatch();
                pending = 0;
            }
        }
        if (pending > 0) {
            insert.executeBatch();
        }
    }

    /** Saves one object, new or stored, in a transaction of its own. */
    <T> void save(Kind<T> kind, T object) throws SQLException {
        String content = kind.json(object);
        String id = kind.id().apply(object);
        lock.lock();
        try {
            if (!write(lastWasNew, kind, id, content)) {
                lastWasNew = !lastWasNew;
                write(lastWasNew, kind, id, content);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean write(boolean asNew, Kind<?> kind, String id, String content) throws SQLException {
        PreparedStatement statement = writer.prepare(asNew ? INSERT_NEW : UPDATE);
        if (asNew) {
            bind(statement, kind, id, content);
        } else {
            bindKey(statement, kind, id, content);
        }
        return statement.executeUpdate() > 0;
    }

    /** Binds the parameters of an insert or upsert. */
    static void bind(PreparedStatement insert, Kind<?> kind, String id, String content) throws SQLException {
        long now = bindKey(insert, kind, id, content);
        insert.setString(5, kind.objectType());
        insert.setLong(6, now);
    }

    /** Binds the parameters of an update, and returns the time that it sets. */
    static long bindKey(PreparedStatement statement, Kind<?> kind, String id, String content) throws SQLException {
        long now = now();
        statement.setString(1, content);
        statement.setLong(2, now);
        statement.setString(3, kind.className());
        statement.setString(4, id);
        return now;
    }

    private static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** Deletes one object in a transaction of its own, and returns whether it was stored. */
    boolean delete(Kind<?> kind, String id) throws SQLException {
        lock.lock();
        try {
            PreparedStatement delete = writer.prepare(DELETE);
            delete.setString(1, kind.className());
            delete.setString(2, id);
            return delete.executeUpdate() > 0;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the object with this id. */
    <T> T load(Kind<T> kind, String id) throws SQLException {
        PreparedStatement select = reader().prepare(LOAD);
        select.setString(1, kind.className());
        select.setString(2, id);
        try (ResultSet rows = select.executeQuery()) {
            if (!rows.next()) {
                throw new IllegalStateException(kind.className() + " " + id + " is not stored");
            }
            return kind.object(rows.getBytes(1));
        }
    }

    /** Returns the objects of a query whose only column is {@code content}. */
    <T> List<T> list(Kind<T> kind, String sql, Object... parameters) throws SQLException {
        List<T> objects = new ArrayList<>();
        try (ResultSet rows = reader().prepare(sql, parameters).executeQuery()) {
            while (rows.next()) {
                objects.add(kind.object(rows.getBytes(1)));
            }
        }
        return objects;
    }

    /** Returns the ids that a query selects. */
    List<String> ids(String sql, Object... parameters) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (ResultSet rows = reader().prepare(sql, parameters).executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    /** Returns the number that a query computes. */
    long count(String sql, Object... parameters) throws SQLException {
        try (ResultSet rows = reader().prepare(sql, parameters).executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    /** Executes a statement that changes the schema. */
    void execute(String sql) throws SQLException {
        lock.lock();
        try (Statement statement = writer.connection().createStatement()) {
            statement.execute(sql);
        } finally {
            lock.unlock();
        }
    }

    /** Closes all connections. No other thread may use this object any more. */
    @Override
    public void close() throws SQLException {
        for (Connection each : readers) {
            each.close();
        }
        writer.connection().close();
    }
}
