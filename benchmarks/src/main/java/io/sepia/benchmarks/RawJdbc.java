package io.sepia.benchmarks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The baseline: what a careful programmer writes by hand with JDBC and Jackson for this one application. Same table,
 * same settings, cached prepared statements, batches, one writer behind a lock and a reader for each thread.
 *
 * <p>Fixed: it is not tuned, in either direction, once figures have been published that refer to it.
 *
 * <p>It does less than the library: it does not compute the checksum, has no trigger, checks no version, and assumes
 * that an import meets no stored objects (a plain {@code insert}).
 */
final class RawJdbc implements Contender {
    private static final int BATCH = 1_000;

    static final String TABLE = """
            create table objects (
              id integer primary key,
              class_name text not null,
              object_id text not null,
              content text not null,
              object_type text not null,
              metadata text,
              version integer not null,
              created_at integer not null,
              updated_at integer not null,
              checksum integer,
              unique (class_name, object_id)
            )""";
    private static final String INSERT = """
            insert into objects (class_name, object_id, content, object_type, version, created_at, updated_at)
            values (?, ?, ?, ?, 1, ?, ?)""";
    static final String UPSERT = INSERT + """

            on conflict (class_name, object_id) do update set
              content = excluded.content, object_type = excluded.object_type, version = version + 1,
              updated_at = excluded.updated_at""";
    private static final String SELECT = "select content, version from objects where class_name = ? and object_id = ?";

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ObjectWriter FEATURE_WRITER = MAPPER.writerFor(Feature.class);
    private static final ObjectReader FEATURE_READER = MAPPER.readerFor(Feature.class);
    private static final ObjectWriter BROWSER_WRITER = MAPPER.writerFor(Browser.class);

    /** A reference in the form in which it is stored. */
    record Reference(@JsonProperty("$ref") Target target) {}

    /** The key of what is referred to. */
    record Target(@JsonProperty("class") String className, String id) {}

    /** A feature. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    static final class Feature {
        public String id = "";
        public @Nullable String category;
        public @Nullable String description;
        public @Nullable String mdn_url;
        public @Nullable String source_file;
        public @Nullable Object spec_url;
        public @Nullable Map<String, Object> status;
        public Map<String, Object> support = Map.of();
        public @Nullable List<String> tags;
        public List<Reference> browsers = List.of();
    }

    /** A browser. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    static final class Browser {
        public String id = "";
        public @Nullable String name;
        public @Nullable String type;
        public @Nullable String upstream;
        public @Nullable String preview_name;
        public @Nullable String pref_url;
        public boolean accepts_flags;
        public boolean accepts_webextensions;
        public List<Map<String, Object>> releases = List.of();
    }

    @Override
    public String name() {
        return "raw JDBC";
    }

    @Override
    public Store open(Path directory, Durability durability) throws SQLException {
        return new JdbcStore(directory.resolve("raw.db"), durability);
    }

    private static final class JdbcStore implements Store {
        private final String url;
        private final Durability durability;
        private final Connection writer;
        private final PreparedStatement insert;
        private final PreparedStatement upsert;
        private final ReentrantLock lock = new ReentrantLock();
        private final Queue<Reader> readers = new ConcurrentLinkedQueue<>();
        private final ThreadLocal<@Nullable Reader> reader = new ThreadLocal<>();
        private List<Feature> features = List.of();
        private List<Browser> browsers = List.of();

        JdbcStore(Path file, Durability durability) throws SQLException {
            this.url = "jdbc:sqlite:" + file;
            this.durability = durability;
            writer = connect();
            try (Statement statement = writer.createStatement()) {
                statement.execute(TABLE);
            }
            writer.setAutoCommit(false);
            insert = writer.prepareStatement(INSERT);
            upsert = writer.prepareStatement(UPSERT);
        }

        private Connection connect() throws SQLException {
            Connection connection = DriverManager.getConnection(url);
            try (Statement statement = connection.createStatement()) {
                statement.execute("pragma journal_mode = WAL");
                statement.execute("pragma synchronous = " + durability);
            }
            return connection;
        }

        @Override
        public void prepare(Dataset data, String suffix) {
            browsers = data.browsers().stream()
                    .map(tree -> MAPPER.convertValue(tree, Browser.class))
                    .toList();
            List<Feature> prepared = new ArrayList<>();
            for (ObjectNode tree : data.features()) {
                Feature feature = MAPPER.convertValue(tree, Feature.class);
                feature.id += suffix;
                feature.browsers = Dataset.browsersOf(tree).stream()
                        .map(id -> new Reference(new Target("Browser", id)))
                        .toList();
                prepared.add(feature);
            }
            features = prepared;
        }

        @Override
        public void importAll() throws SQLException {
            lock.lock();
            try {
                for (Browser browser : browsers) {
                    bind(insert, "Browser", browser.id, json(BROWSER_WRITER, browser), "serializable");
                    insert.addBatch();
                }
                int pending = browsers.size();
                for (Feature feature : features) {
                    bind(insert, "Feature", feature.id, json(FEATURE_WRITER, feature), "container");
                    insert.addBatch();
                    if (++pending == BATCH) {
                        insert.executeBatch();
                        pending = 0;
                    }
                }
                insert.executeBatch();
                writer.commit();
            } catch (SQLException e) {
                writer.rollback();
                throw e;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void save(int index) throws SQLException {
            Feature feature = features.get(index);
            String content = json(FEATURE_WRITER, feature);
            lock.lock();
            try {
                bind(upsert, "Feature", feature.id, content, "container");
                upsert.executeUpdate();
                writer.commit();
            } catch (SQLException e) {
                writer.rollback();
                throw e;
            } finally {
                lock.unlock();
            }
        }

        private static void bind(PreparedStatement statement, String className, String id, String content, String type)
                throws SQLException {
            long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
            statement.setString(1, className);
            statement.setString(2, id);
            statement.setString(3, content);
            statement.setString(4, type);
            statement.setLong(5, now);
            statement.setLong(6, now);
        }

        private static String json(ObjectWriter writer, Object value) {
            try {
                return writer.writeValueAsString(value);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("The data cannot be written as JSON", e);
            }
        }

        @Override
        public Summary load(String id) throws SQLException {
            Reader mine = reader.get();
            if (mine == null) {
                mine = Reader.open(connect());
                readers.add(mine);
                reader.set(mine);
            }
            PreparedStatement select = mine.select();
            select.setString(1, "Feature");
            select.setString(2, id);
            try (ResultSet rows = select.executeQuery()) {
                if (!rows.next()) {
                    throw new IllegalStateException("Feature " + id + " is not stored");
                }
                Feature feature = FEATURE_READER.readValue(rows.getString(1));
                return new Summary(feature.id, feature.browsers.size(), feature.support.size());
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("The stored feature " + id + " cannot be read", e);
            }
        }

        @Override
        public void close() throws SQLException {
            for (Reader each : readers) {
                each.connection().close();
            }
            writer.close();
        }
    }

    private record Reader(Connection connection, PreparedStatement select) {
        static Reader open(Connection connection) throws SQLException {
            return new Reader(connection, connection.prepareStatement(SELECT));
        }
    }
}
