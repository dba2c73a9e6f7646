package io.sepia.internal.backend.mariadb;

import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.Deadline;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.sql.ChangeRows;
import io.sepia.internal.backend.sql.Checksum;
import io.sepia.internal.backend.sql.DatabaseGraph;
import io.sepia.internal.backend.sql.DatabaseIndexes;
import io.sepia.internal.backend.sql.DatabaseReferences;
import io.sepia.internal.backend.sql.JpaChangeLog;
import io.sepia.internal.backend.sql.ListedTables;
import io.sepia.internal.backend.sql.Preparation;
import io.sepia.internal.backend.sql.ReadLimit;
import io.sepia.internal.backend.sql.Rows;
import io.sepia.internal.backend.sql.SchemaStep;
import io.sepia.internal.backend.sql.TransactionMarks;
import io.sepia.internal.backend.sql.VersionFloors;
import io.sepia.internal.backend.sql.condition.QueryDialect;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.backend.sql.writers.ConcurrentDatabase;
import io.sepia.internal.backend.sql.writers.Holders;
import io.sepia.internal.backend.sql.writers.ReferenceTable;
import io.sepia.internal.backend.sql.writers.ReferenceTableGraph;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * MariaDB with InnoDB: its SQL, its tables, and the meaning of its errors. Statements that write, and reads that lock
 * rows, see what is committed, even if the transaction's other reads see an older snapshot. See decision 0295.
 */
public final class MariadbDatabase implements ConcurrentDatabase {
    public static final MariadbDatabase INSTANCE = new MariadbDatabase();

    private static final TransactionMarks MARKS = new TransactionMarks.Table(
            "CREATE TEMPORARY TABLE IF NOT EXISTS sepia_marks (store BIGINT, number BIGINT) ENGINE = InnoDB");
    private static final String RETURNING = " RETURNING " + Rows.WRITTEN;
    /** Selects the floor, because InnoDB would lock it for values until the transaction ends. */
    private static final String VALUES =
            "INSERT INTO objects (class_name, object_id, content, object_type, metadata, created_at, updated_at,"
                    + " checksum, version) SELECT ?, ?, ?, ?, ?, ?, ?, ?, coalesce((" + Rows.FLOOR + "), 0) + 1";

    private static final String INSERT = VALUES + RETURNING;
    /** MariaDB assigns from left to right, so that later expressions see the new values. */
    private static final String UPSERT = VALUES
            + " ON DUPLICATE KEY UPDATE content = VALUES(content), object_type = VALUES(object_type),"
            + " checksum = VALUES(checksum) + CASE WHEN VALUES(metadata) IS NULL THEN coalesce(objects.checksum, 0) -"
            + " coalesce(objects.checksum, 0) % " + Checksum.HALF + " ELSE 0 END,"
            + " metadata = coalesce(VALUES(metadata), objects.metadata), version = objects.version + 1,"
            + " updated_at = CASE WHEN objects.created_at < VALUES(updated_at) THEN VALUES(updated_at) ELSE"
            + " objects.created_at + 1 END" + RETURNING;

    private static final String WRITTEN =
            "SELECT " + Rows.WRITTEN + " FROM objects WHERE class_name = ? AND object_id = ?";
    private static final String RAISE_FLOOR = "INSERT INTO object_floors (class_name, version) VALUES (?, ?)"
            + " ON DUPLICATE KEY UPDATE version = greatest(version, VALUES(version))";
    private static final DatabaseReferences REFERENCES = new ReferenceTable(INSTANCE, Holders.BY_KEY, "o.unsealed = 1");
    private static final DatabaseGraph GRAPH = new ReferenceTableGraph(INSTANCE, Holders.BY_KEY);
    private static final ChangeRows CHANGES = ChangeRows.byKey(JpaChangeLog.LAST, JpaChangeLog.LAST);
    private static final ListedTables TABLES = new ListedTables(
            "mariadb",
            "SELECT concat('table ', table_name), concat('column ', column_name), concat(column_type,"
                    + " CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END,"
                    + " coalesce(concat(' COLLATE ', collation_name), ''))"
                    + " FROM information_schema.columns WHERE table_schema = DATABASE()"
                    + " UNION ALL SELECT concat('table ', table_name), concat('index ', index_name),"
                    + " concat(CASE non_unique WHEN 0 THEN 'unique ' ELSE '' END, 'on (', group_concat(concat("
                    + "column_name, coalesce(concat('(', sub_part, ')'), '')) ORDER BY seq_in_index SEPARATOR ', '),"
                    + " ')') FROM information_schema.statistics WHERE table_schema = DATABASE()"
                    + " GROUP BY table_name, index_name, non_unique");
    private static final List<SchemaStep> SCHEMA = SchemaStep.read("mariadb");
    /** The length from which a document may not fit into a packet, which has at least 16 MB by default. */
    private static final int LONG = 1 << 19;

    private MariadbDatabase() {}

    @Override
    public String name() {
        return "MariaDB";
    }

    @Override
    public List<SchemaStep> schema() {
        return SCHEMA;
    }

    @Override
    public String currentSchema() {
        return "DATABASE()";
    }

    @Override
    public List<String> tableDifferences(Connection connection) throws SQLException {
        return TABLES.differences(connection);
    }

    @Override
    public QueryDialect queries() {
        return MariadbQueryDialect.INSTANCE;
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
        return MariadbIndexes.INSTANCE;
    }

    @Override
    public ChangeRows changes() {
        return CHANGES;
    }

    @Override
    public TransactionMarks marks() {
        return MARKS;
    }

    @Override
    public String rowLock() {
        return " FOR UPDATE";
    }

    /** {@inheritDoc} InnoDB locks the gap between two keys, unless a transaction is READ COMMITTED. */
    @Override
    public boolean locksAbsent(Connection connection) throws SQLException {
        return !seesCommits(connection);
    }

    @Override
    public String committed() {
        return " LOCK IN SHARE MODE";
    }

    /** Sets the time-out of the session's statements. Closing the limit restores the application's. */
    @Override
    public ReadLimit limit(Connection connection, Deadline deadline) throws SQLException {
        long millis = deadline.millis();
        if (millis == 0) {
            return ReadLimit.NONE;
        }
        BigDecimal before = timeout(connection);
        BigDecimal wanted = BigDecimal.valueOf(millis, 3);
        if (before.signum() > 0 && before.compareTo(wanted) <= 0) {
            return ReadLimit.NONE;
        }
        setTimeout(connection, wanted);
        return () -> setTimeout(connection, before);
    }

    private static BigDecimal timeout(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@SESSION.max_statement_time")) {
            row.next();
            return row.getBigDecimal(1);
        }
    }

    private static void setTimeout(Connection connection, BigDecimal seconds) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION max_statement_time = " + seconds.toPlainString());
        }
    }

    @Override
    public boolean isStopped(SQLException error) {
        return MariadbErrors.isStopped(error);
    }

    /**
     * Sets the isolation level of the session: REPEATABLE READ for a read, which then sees one snapshot without locking
     * rows, and READ COMMITTED for a write, which does not lock gaps. See decision 0076.
     */
    @Override
    public Preparation begin(Connection connection, Access access) throws SQLException {
        int wanted = access == Access.READ_WRITE
                ? Connection.TRANSACTION_READ_COMMITTED
                : Connection.TRANSACTION_REPEATABLE_READ;
        int found = connection.getTransactionIsolation();
        if (found == wanted) {
            return Preparation.NONE;
        }
        connection.setTransactionIsolation(wanted);
        return undone -> undone.setTransactionIsolation(found);
    }

    @Override
    public String now() {
        return "TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6))";
    }

    @Override
    public boolean seesCommits(int isolation) {
        return isolation == Connection.TRANSACTION_READ_COMMITTED;
    }

    @Override
    public boolean isDuplicate(SQLException error) {
        return MariadbErrors.isDuplicate(error);
    }

    @Override
    public SQLException conflict(String message) {
        return MariadbErrors.conflict(message);
    }

    @Override
    public long floor(StatementCache statements, String className) throws SQLException {
        return floors(statements).current(className);
    }

    /** {@inheritDoc} A transaction with a snapshot locks the floor, which shows what is committed. */
    @Override
    public VersionFloors floors(StatementCache statements) throws SQLException {
        String read = seesCommits(statements.connection()) ? Rows.FLOOR : Rows.FLOOR + committed();
        return new VersionFloors(read, RAISE_FLOOR, statements, false, this::executeNumbered);
    }

    @Override
    public boolean cascadesToUniqueValues() {
        return false;
    }

    @Override
    public Rows.Written[] insert(StatementCache statements, List<DocumentWrite> writes, long now) throws SQLException {
        Rows.Written[] written = new Rows.Written[writes.size()];
        for (int i = 0; i < written.length; i++) {
            checkSize(statements, writes.get(i));
            PreparedStatement insert = statements.prepare(INSERT);
            Rows.bindInsert(insert, writes.get(i), now);
            try {
                written[i] = Rows.written(insert);
            } catch (SQLException e) {
                // InnoDB undoes only this statement; the transaction goes on.
                if (!MariadbErrors.isDuplicate(e)) {
                    throw e;
                }
                written[i] = Rows.NOT_WRITTEN;
            }
        }
        floors(statements).begin(writes, written);
        return written;
    }

    @Override
    public void upsert(StatementCache statements, List<DocumentWrite> writes, long now) throws SQLException {
        upsertReturning(statements, writes, now);
    }

    @Override
    public Rows.Written[] upsertReturning(StatementCache statements, List<DocumentWrite> writes, long now)
            throws SQLException {
        for (DocumentWrite write : writes) {
            checkSize(statements, write);
        }
        Rows.Written[] written = Rows.executeReturning(statements, UPSERT, writes, now, Rows::bindInsert);
        floors(statements).begin(writes, written);
        return written;
    }

    /** {@inheritDoc} MariaDB has no {@code RETURNING} for updates, so it reads the rows. */
    @Override
    public Rows.Written[] updateReturning(StatementCache statements, List<DocumentWrite> writes, long now)
            throws SQLException {
        boolean[] updated = Rows.execute(statements, Rows.UPDATE, writes, now, Rows::bindUpdate);
        Rows.Written[] written = new Rows.Written[updated.length];
        for (int i = 0; i < written.length; i++) {
            written[i] = Rows.NOT_WRITTEN;
            if (updated[i]) {
                PreparedStatement read = statements.prepare(WRITTEN);
                Rows.bind(read, writes.get(i).key());
                written[i] = Rows.written(read);
            }
        }
        return written;
    }

    @Override
    public String returning(String statement, String columns) {
        return statement + " RETURNING " + columns;
    }

    /** Refuses a document that does not fit into a packet, since the server would close the connection. */
    private static void checkSize(StatementCache statements, DocumentWrite write) throws SQLException {
        if (write.content().length() < LONG) {
            return;
        }
        long largest = statements.number("SELECT @@SESSION.max_allowed_packet");
        long size = packetSize(write.content());
        if (size > largest) {
            throw new StorageFailureException("Saving " + write.key() + " was refused, because it takes " + size
                    + " bytes in a message to the server, and max_allowed_packet is " + largest + ". "
                    + MariadbErrors.PACKET_REMEDY);
        }
    }

    /** Returns about how many bytes a text takes in a message, in which the driver escapes quotes and backslashes. */
    private static long packetSize(String text) {
        long size = LONG / 8;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isEscaped = c == '"' || c == '\'' || c == '\\' || c == 0;
            size += isEscaped || c >= 0x80 && c < 0x800 || Character.isSurrogate(c) ? 2 : c < 0x80 ? 1 : 3;
        }
        return size;
    }

    @Override
    public StorageException translate(@Nullable Connection connection, String doing, SQLException error) {
        return MariadbErrors.translate(doing, error);
    }

    @Override
    public StorageException translateCommit(String doing, SQLException error) {
        return MariadbErrors.translateCommit(doing, error);
    }
}
