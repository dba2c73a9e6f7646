package io.sepia.internal.backend.postgresql;

import io.sepia.document.ObjectKey;
import io.sepia.error.StorageException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.Deadline;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.sql.ChangeRows;
import io.sepia.internal.backend.sql.Checksum;
import io.sepia.internal.backend.sql.DatabaseGraph;
import io.sepia.internal.backend.sql.DatabaseIndexes;
import io.sepia.internal.backend.sql.DatabaseReferences;
import io.sepia.internal.backend.sql.Preparation;
import io.sepia.internal.backend.sql.ReadLimit;
import io.sepia.internal.backend.sql.Rows;
import io.sepia.internal.backend.sql.SchemaStep;
import io.sepia.internal.backend.sql.TransactionMarks;
import io.sepia.internal.backend.sql.VersionFloors;
import io.sepia.internal.backend.sql.condition.QueryDialect;
import io.sepia.internal.backend.sql.statement.IdLists;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.backend.sql.writers.ConcurrentDatabase;
import io.sepia.internal.backend.sql.writers.Holders;
import io.sepia.internal.backend.sql.writers.ReferenceTable;
import io.sepia.internal.backend.sql.writers.ReferenceTableGraph;
import io.sepia.internal.backend.sql.writers.UniqueHashes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** PostgreSQL: its SQL, its tables, and the meaning of its errors. A statement that fails ends the transaction. */
public final class PostgresqlDatabase implements ConcurrentDatabase {
    public static final PostgresqlDatabase INSTANCE = new PostgresqlDatabase();

    private static final String RETURNING = " RETURNING " + Rows.WRITTEN;
    /** Inserts the rows of arrays, in their order. */
    private static final String INSERT_ALL =
            "INSERT INTO objects (class_name, object_id, content, object_type, metadata,"
                    + " checksum, created_at, updated_at, version) SELECT of_class, of_id, of_content, of_type, of_metadata,"
                    + " of_checksum, CAST(? AS BIGINT), CAST(? AS BIGINT), coalesce((SELECT f.version FROM object_floors f WHERE"
                    + " f.class_name = of_class), 0) + 1 FROM UNNEST(CAST(? AS VARCHAR ARRAY), CAST(? AS VARCHAR ARRAY),"
                    + " CAST(? AS TEXT ARRAY), CAST(? AS VARCHAR ARRAY), CAST(? AS TEXT ARRAY), CAST(? AS BIGINT ARRAY))"
                    + " WITH ORDINALITY AS w(of_class, of_id, of_content, of_type, of_metadata, of_checksum, number)"
                    + " ORDER BY number";

    private static final Insertion INSERT = Insertion.of(" ON CONFLICT (class_name, object_id) DO NOTHING");
    private static final Insertion UPSERT =
            Insertion.of(" ON CONFLICT (class_name, object_id) DO UPDATE SET content = excluded.content,"
                    + " object_type = excluded.object_type, metadata = coalesce(excluded.metadata, objects.metadata),"
                    + " version = objects.version + 1, updated_at = CASE WHEN objects.created_at < excluded.updated_at THEN"
                    + " excluded.updated_at ELSE objects.created_at + 1 END, checksum = excluded.checksum"
                    + " + CASE WHEN excluded.metadata IS NULL THEN coalesce(objects.checksum, 0) / " + Checksum.HALF
                    + " * " + Checksum.HALF + " ELSE 0 END");
    /** The most rows and characters of one statement. */
    private static final int MOST_ROWS = 500;

    private static final int MOST_CHARACTERS = 2_000_000;
    private static final String RAISE_FLOOR = "INSERT INTO object_floors AS f (class_name, version) VALUES (?, ?)"
            + " ON CONFLICT (class_name) DO UPDATE SET version = excluded.version WHERE f.version <= excluded.version";
    private static final String ENTER_UNIQUE = "INSERT INTO unique_values (class_name, object_id, index_number, hash)"
            + " VALUES (?, ?, ?, ?) ON CONFLICT (index_number, hash) DO NOTHING";
    private static final DatabaseReferences REFERENCES =
            new ReferenceTable(INSTANCE, Holders.BY_KEY, "o.checksum IS NULL");
    private static final DatabaseGraph GRAPH = new ReferenceTableGraph(INSTANCE, Holders.BY_KEY);
    private static final String LIMIT = "sepia_limit";
    private static final List<SchemaStep> SCHEMA = SchemaStep.read("postgresql");

    /** Statements that insert the row of parameters, or the rows of arrays with their keys in the result. */
    private record Insertion(String one, String many) {
        static Insertion of(String conflict) {
            return new Insertion(
                    Rows.INSERT + conflict + RETURNING, INSERT_ALL + conflict + RETURNING + ", class_name, object_id");
        }
    }

    private PostgresqlDatabase() {}

    @Override
    public String name() {
        return "PostgreSQL";
    }

    @Override
    public List<SchemaStep> schema() {
        return SCHEMA;
    }

    @Override
    public List<String> tableDifferences(Connection connection) throws SQLException {
        return PostgresqlTables.LIST.differences(connection);
    }

    @Override
    public IdLists.Form idLists() {
        return IdLists.ARRAY;
    }

    @Override
    public QueryDialect queries() {
        return PostgresqlQueryDialect.INSTANCE;
    }

    @Override
    public DatabaseReferences references() {
        return REFERENCES;
    }

    @Override
    public DatabaseGraph graph() {
        return GRAPH;
    }

    @Override
    public DatabaseIndexes indexes() {
        return PostgresqlIndexes.INSTANCE;
    }

    @Override
    public ChangeRows changes() {
        return PostgresqlLog.ROWS;
    }

    @Override
    public TransactionMarks marks() {
        return PostgresqlMarks.INSTANCE;
    }

    @Override
    public String rowLock() {
        return " FOR UPDATE";
    }

    /**
     * Sets the statement time-out within a savepoint, which keeps the transaction intact if a statement is stopped.
     * Closing the limit restores the application's time-out.
     */
    @Override
    public ReadLimit limit(Connection connection, Deadline deadline) throws SQLException {
        long millis = deadline.millis();
        if (millis == 0) {
            return ReadLimit.NONE;
        }
        String before = setTimeout(connection, millis);
        return () -> {
            try {
                execute(connection, "SET LOCAL statement_timeout = '" + before + "'; RELEASE SAVEPOINT " + LIMIT);
            } catch (SQLException e) {
                execute(connection, "ROLLBACK TO SAVEPOINT " + LIMIT + "; RELEASE SAVEPOINT " + LIMIT);
            }
        };
    }

    /** Returns the time-out before, which may be one that the application has set for its transaction. */
    private static String setTimeout(Connection connection, long millis) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT current_setting('statement_timeout'); SAVEPOINT " + LIMIT
                    + "; SET LOCAL statement_timeout = " + millis);
            try (ResultSet row = statement.getResultSet()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    @Override
    public boolean isStopped(SQLException error) {
        return PostgresqlErrors.CANCELED.equals(error.getSQLState());
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * Sets the isolation level of the transaction: REPEATABLE READ for a read, which then sees one snapshot, and READ
     * COMMITTED for a write. The setting ends with the transaction. See decision 0076.
     */
    @Override
    public Preparation begin(Connection connection, Access access) throws SQLException {
        execute(
                connection,
                access == Access.READ_WRITE
                        ? "SET TRANSACTION ISOLATION LEVEL READ COMMITTED"
                        : "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        return Preparation.NONE;
    }

    @Override
    public String now() {
        return "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)";
    }

    @Override
    public boolean seesCommits(int isolation) {
        return isolation == Connection.TRANSACTION_READ_COMMITTED
                || isolation == Connection.TRANSACTION_READ_UNCOMMITTED;
    }

    @Override
    public boolean isDuplicate(SQLException error) {
        return PostgresqlErrors.isDuplicate(error);
    }

    @Override
    public SQLException conflict(String message) {
        return PostgresqlErrors.conflict(message);
    }

    @Override
    public long floor(StatementCache statements, String className) throws SQLException {
        return floors(statements).current(className);
    }

    @Override
    public VersionFloors floors(StatementCache statements) throws SQLException {
        boolean isSnapshot = !seesCommits(statements.connection());
        return new VersionFloors(RAISE_FLOOR, statements, isSnapshot, this::executeNumbered);
    }

    @Override
    public boolean enterUnique(StatementCache statements, UniqueHashes.Entry entry) throws SQLException {
        return statements.update(ENTER_UNIQUE, entry.key(), entry.index(), entry.hash()) > 0;
    }

    @Override
    public boolean cascadesToUniqueValues() {
        return false;
    }

    @Override
    public Rows.Written[] insert(StatementCache statements, List<DocumentWrite> writes, long now) throws SQLException {
        return written(statements, INSERT, writes, now);
    }

    @Override
    public void upsert(StatementCache statements, List<DocumentWrite> writes, long now) throws SQLException {
        upsertReturning(statements, writes, now);
    }

    @Override
    public Rows.Written[] upsertReturning(StatementCache statements, List<DocumentWrite> writes, long now)
            throws SQLException {
        return written(statements, UPSERT, writes, now);
    }

    private Rows.Written[] written(StatementCache statements, Insertion insertion, List<DocumentWrite> writes, long now)
            throws SQLException {
        Rows.Written[] written = writes.size() == 1
                ? Rows.executeReturning(statements, insertion.one(), writes, now, Rows::bindInsert)
                : writeAll(statements, insertion.many(), writes, now);
        floors(statements).begin(writes, written);
        return written;
    }

    /** Writes many rows by few statements, none of which writes a row twice. See decision 0300. */
    private static Rows.Written[] writeAll(StatementCache statements, String sql, List<DocumentWrite> writes, long now)
            throws SQLException {
        Rows.Written[] written = new Rows.Written[writes.size()];
        Arrays.fill(written, Rows.NOT_WRITTEN);
        int from = 0;
        while (from < written.length) {
            Map<ObjectKey, Integer> places = new HashMap<>();
            long characters = 0;
            int to = from;
            while (to < written.length
                    && places.size() < MOST_ROWS
                    && characters < MOST_CHARACTERS
                    && places.putIfAbsent(writes.get(to).key(), to) == null) {
                characters += writes.get(to).content().length();
                to++;
            }
            PreparedStatement insert = statements.prepare(sql);
            bindAll(statements.connection(), insert, writes.subList(from, to), now);
            try (ResultSet rows = insert.executeQuery()) {
                while (rows.next()) {
                    Integer place = places.get(new ObjectKey(rows.getString(3), rows.getString(4)));
                    written[Objects.requireNonNull(place)] = new Rows.Written(rows.getLong(1), rows.getBoolean(2));
                }
            }
            from = to;
        }
        return written;
    }

    private static void bindAll(Connection connection, PreparedStatement insert, List<DocumentWrite> writes, long now)
            throws SQLException {
        insert.setLong(1, now);
        insert.setLong(2, now);
        bind(connection, insert, 3, writes, each -> each.key().className());
        bind(connection, insert, 4, writes, each -> each.key().id());
        bind(connection, insert, 5, writes, DocumentWrite::content);
        bind(connection, insert, 6, writes, each -> each.type().text());
        bind(connection, insert, 7, writes, DocumentWrite::metadata);
        insert.setArray(
                8,
                connection.createArrayOf(
                        "BIGINT",
                        writes.stream()
                                .map(each -> Checksum.of(each.key(), each.content(), each.metadata()))
                                .toArray()));
    }

    private static void bind(
            Connection connection,
            PreparedStatement insert,
            int index,
            List<DocumentWrite> writes,
            Function<DocumentWrite, @Nullable String> value)
            throws SQLException {
        insert.setArray(
                index,
                connection.createArrayOf("VARCHAR", writes.stream().map(value).toArray()));
    }

    @Override
    public String returning(String statement, String columns) {
        return statement + " RETURNING " + columns;
    }

    @Override
    public StorageException translate(@Nullable Connection connection, String doing, SQLException error) {
        return PostgresqlErrors.translate(doing, error);
    }

    @Override
    public StorageException translateCommit(String doing, SQLException error) {
        return PostgresqlErrors.translateCommit(doing, error);
    }
}
