package io.sepia.internal.backend.h2;

import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.Deadline;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.sql.Database;
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
import io.sepia.internal.backend.sql.writers.Failures;
import io.sepia.internal.backend.sql.writers.Holders;
import io.sepia.internal.backend.sql.writers.ReferenceTable;
import io.sepia.internal.backend.sql.writers.ReferenceTableGraph;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** H2: its SQL, its tables, and the meaning of its error codes. */
public final class H2Database implements ConcurrentDatabase {
    public static final H2Database INSTANCE = new H2Database();

    /** With a key, other transactions would wait for a lock of the catalog. */
    private static final TransactionMarks MARKS = new TransactionMarks.Table(
            "CREATE LOCAL TEMPORARY TABLE IF NOT EXISTS sepia_marks (store BIGINT, number BIGINT) TRANSACTIONAL");

    private static final int DUPLICATE_KEY = 23505;
    private static final int REFERENCED = 23503;
    /** H2's number for its isolation level SNAPSHOT, for which JDBC has no constant. */
    private static final int SNAPSHOT = 6;

    private static final int DEADLOCK = 40001;
    static final int LOCK_TIMEOUT = 50200;
    private static final int CONCURRENT_UPDATE = 90131;
    private static final int CANCELED = 57014;
    private static final int GENERAL = 50000;
    /**
     * The general errors of H2 up to 2.4.240 for a victim of a deadlock: those of the victim itself, and those of the
     * transaction that chose it although it was ending or had been chosen before.
     */
    private static final Pattern VICTIM =
            Pattern.compile("has status ROLLING_BACK, not OPEN|from ROLLING_BACK to | to ROLLING_BACK");

    private static final String INSERT = INSTANCE.returning(Rows.INSERT, Rows.WRITTEN);
    private static final String UPDATE = INSTANCE.returning(Rows.UPDATE, Rows.WRITTEN);
    private static final String RAISE_FLOOR = "MERGE INTO object_floors f USING (VALUES (CAST(? AS VARCHAR(255)),"
            + " CAST(? AS BIGINT))) d (class_name, version) ON f.class_name = d.class_name"
            + " WHEN MATCHED AND f.version <= d.version THEN UPDATE SET version = d.version"
            + " WHEN NOT MATCHED THEN INSERT (class_name, version) VALUES (d.class_name, d.version)";
    private static final DatabaseReferences REFERENCES =
            new ReferenceTable(INSTANCE, Holders.BY_ROW, "o.unsealed = TRUE");
    private static final DatabaseGraph GRAPH = new ReferenceTableGraph(INSTANCE, Holders.BY_ROW);
    private static final List<SchemaStep> SCHEMA = SchemaStep.read("h2");

    private H2Database() {}

    @Override
    public String name() {
        return "H2";
    }

    @Override
    public List<SchemaStep> schema() {
        return SCHEMA;
    }

    @Override
    public List<String> tableDifferences(Connection connection) throws SQLException {
        return H2Tables.differences(connection, SCHEMA);
    }

    @Override
    public IdLists.Form idLists() {
        return IdLists.ARRAY;
    }

    @Override
    public String idOrder() {
        return "sort_key";
    }

    @Override
    public String inIdOrder(String id) {
        return "STRINGTOUTF8(" + id + ")";
    }

    @Override
    public QueryDialect queries() {
        return H2QueryDialect.INSTANCE;
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
        return H2Indexes.INSTANCE;
    }

    @Override
    public TransactionMarks marks() {
        return MARKS;
    }

    /** H2 ignores the release of a savepoint, and rolls back to one that an earlier rollback has removed. */
    @Override
    public boolean checksSavepoints() {
        return false;
    }

    @Override
    public String rowLock() {
        return " FOR UPDATE";
    }

    /** Sets H2's query timeout, which applies to the session. Closing the limit restores the application's timeout. */
    @Override
    public ReadLimit limit(Connection connection, Deadline deadline) throws SQLException {
        long millis = deadline.millis();
        if (millis == 0) {
            return ReadLimit.NONE;
        }
        long before = queryTimeout(connection);
        if (before > 0 && before <= millis) {
            return ReadLimit.NONE;
        }
        setQueryTimeout(connection, millis);
        return () -> setQueryTimeout(connection, before);
    }

    @Override
    public boolean isStopped(SQLException error) {
        return error.getErrorCode() == CANCELED;
    }

    private static long queryTimeout(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS"
                        + " WHERE SETTING_NAME = 'QUERY_TIMEOUT'")) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    private static void setQueryTimeout(Connection connection, long millis) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET QUERY_TIMEOUT " + millis);
        }
    }

    /**
     * Sets the isolation level SNAPSHOT for a read transaction. It fixes the state of all tables at once; REPEATABLE
     * READ fixes each table when it is first read. A write transaction gets READ COMMITTED: under a snapshot it would
     * not see the numbers that others have taken. See decision 0076.
     */
    @Override
    public Preparation begin(Connection connection, Access access) throws SQLException {
        int found = connection.getTransactionIsolation();
        boolean fits = access == Access.READ_WRITE
                ? seesCommits(found)
                : found == SNAPSHOT || found == Connection.TRANSACTION_SERIALIZABLE;
        if (fits) {
            return Preparation.NONE;
        }
        connection.setTransactionIsolation(
                access == Access.READ_WRITE ? Connection.TRANSACTION_READ_COMMITTED : SNAPSHOT);
        return undone -> undone.setTransactionIsolation(found);
    }

    @Override
    public String now() {
        return "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000000 AS BIGINT)";
    }

    @Override
    public boolean seesCommits(int isolation) {
        return isolation == Connection.TRANSACTION_READ_COMMITTED
                || isolation == Connection.TRANSACTION_READ_UNCOMMITTED;
    }

    /**
     * {@inheritDoc} Repeats it while another transaction has taken the number: H2 undoes only the failed statement, and
     * the next attempt sees the number that was committed.
     */
    @Override
    public int executeNumbered(PreparedStatement statement) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return statement.executeUpdate();
            } catch (SQLException e) {
                if (!isDuplicate(e)) {
                    throw e;
                }
                lostRace(statement.getConnection(), attempt);
            }
        }
    }

    @Override
    public boolean isDuplicate(SQLException error) {
        return error.getErrorCode() == DUPLICATE_KEY;
    }

    @Override
    public SQLException conflict(String message) {
        return new SQLException(message, "40001", CONCURRENT_UPDATE);
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
    public Rows.Written[] insert(StatementCache statements, List<DocumentWrite> writes, long now) throws SQLException {
        Rows.Written[] inserted = new Rows.Written[writes.size()];
        for (int i = 0; i < inserted.length; i++) {
            inserted[i] = insert(statements, writes.get(i), now);
        }
        floors(statements).begin(writes, inserted);
        return inserted;
    }

    private Rows.Written insert(StatementCache statements, DocumentWrite write, long now) throws SQLException {
        PreparedStatement insert = statements.prepare(INSERT);
        Rows.bindInsert(insert, write, now);
        try {
            return Rows.written(insert);
        } catch (SQLException e) {
            // H2 undoes only this statement; the transaction goes on.
            if (isDuplicate(e)) {
                return Rows.NOT_WRITTEN;
            }
            throw e;
        }
    }

    @Override
    public void upsert(StatementCache statements, List<DocumentWrite> writes, long now) throws SQLException {
        upsertReturning(statements, writes, now);
    }

    @Override
    public Rows.Written[] upsertReturning(StatementCache statements, List<DocumentWrite> writes, long now)
            throws SQLException {
        PreparedStatement update = statements.prepare(UPDATE);
        Rows.Written[] written = new Rows.Written[writes.size()];
        for (int i = 0; i < written.length; i++) {
            DocumentWrite write = writes.get(i);
            written[i] = Rows.NOT_WRITTEN;
            // Between the two statements another transaction may insert the row, or delete it again.
            for (int attempt = 1; !written[i].any(); attempt++) {
                Rows.bindUpdate(update, write, now);
                written[i] = Rows.written(update);
                if (!written[i].any()) {
                    written[i] = insert(statements, write, now);
                }
                if (!written[i].any()) {
                    lostRace(statements.connection(), attempt);
                }
            }
        }
        floors(statements).begin(writes, written);
        return written;
    }

    @Override
    public String returning(String statement, String columns) {
        return "SELECT " + columns + " FROM FINAL TABLE (" + statement + ")";
    }

    @Override
    public String returningDeleted(String statement, String columns) {
        return "SELECT " + columns + " FROM OLD TABLE (" + statement + ")";
    }

    @Override
    public StorageException translate(@Nullable Connection connection, String doing, SQLException error) {
        if (error.getErrorCode() == REFERENCED) {
            return Database.referenced(doing, error);
        }
        return isConflict(error) || isOfEndedTransaction(error)
                ? Failures.conflict(doing, error)
                : new StorageFailureException(doing + " failed: " + error.getMessage(), error);
    }

    @Override
    public StorageException translateCommit(String doing, SQLException error) {
        return Failures.ofCommit(doing, error, isConflict(error));
    }

    /**
     * Returns whether the transaction lost against another one and was not committed: an error of a batch or one of the
     * causes says so. See decision 0135.
     */
    private static boolean isConflict(SQLException error) {
        return Failures.any(error, each -> switch (each.getErrorCode()) {
            case DEADLOCK, LOCK_TIMEOUT, CONCURRENT_UPDATE -> true;
            // H2 marks the victim of a deadlock, which may notice it only at a later step.
            case GENERAL -> VICTIM.matcher(String.valueOf(each.getMessage())).find();
            default -> false;
        });
    }

    /**
     * Returns whether H2 looked at the transaction of another session that had just ended, to list the sessions for the
     * isolation level of one of them. H2 up to 2.4.240 reports this as a general error.
     */
    private static boolean isOfEndedTransaction(SQLException error) {
        return Failures.any(
                error,
                each -> each.getErrorCode() == GENERAL
                        && String.valueOf(each.getMessage()).contains("Transaction.getStatus()"));
    }
}
