package io.sepia.internal.backend.sqlite.connection;

import io.sepia.error.ConfigurationException;
import io.sepia.internal.backend.Deadline;
import io.sepia.internal.option.Option;
import io.sepia.internal.option.Options;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/** The options of a SQLite store. Each is set on a connection by one statement and then read back for verification. */
public final class SqliteSettings {
    public static final String OWNER = "backend sqlite";

    /** The journal modes that survive a crash of the process. */
    enum JournalMode {
        WAL,
        DELETE,
        TRUNCATE,
        PERSIST
    }

    /** In the order of SQLite's numbers, from 1. OFF is not offered, because it can corrupt files. */
    enum Synchronous {
        NORMAL,
        FULL,
        EXTRA
    }

    public static final Option<Path> DATABASE_PATH =
            Option.path("database_path", "The file, which is created if it does not exist; its directory must exist.");
    static final Option<Long> CONNECTION_POOL_SIZE = Option.number(
            "connection_pool_size",
            4,
            1,
            64,
            "How many transactions can read at the same time, in addition to the writer.");
    static final Option<JournalMode> JOURNAL_MODE = Option.choice(
            "journal_mode",
            JournalMode.class,
            JournalMode.WAL,
            "SQLite's journal. With WAL, readers and the writer do not wait for each other.");
    static final Option<Synchronous> SYNCHRONOUS = Option.choice(
            "synchronous",
            Synchronous.class,
            Synchronous.FULL,
            "What a commit waits for. FULL survives a power cut; NORMAL may lose the last commits in one.");
    static final Option<Long> BUSY_TIMEOUT = Option.number(
            "busy_timeout", 5_000, 0, 3_600_000, "Milliseconds to wait for a lock before StorageBusyException.");
    static final Option<Long> CACHE_SIZE =
            Option.number("cache_size", 2_000, 64, 16_777_216, "Page cache of each connection in KiB.");
    static final Option<Long> MMAP_SIZE = Option.number(
            "mmap_size",
            0,
            0,
            2_147_418_112,
            "Bytes of the file to read through memory mapping. Faster scans, but an I/O error then ends the process.");
    static final Option<Long> WAL_AUTOCHECKPOINT = Option.number(
            "wal_autocheckpoint",
            1_000,
            1,
            10_000_000,
            "Pages in the write-ahead log after which a commit moves it into the file.");
    static final Option<Long> JOURNAL_SIZE_LIMIT = Option.number(
            "journal_size_limit",
            67_108_864,
            0,
            1L << 40,
            "Bytes to which the journal file is truncated when possible.");
    static final Option<Boolean> READ_ONLY =
            Option.flag("read_only", false, "Whether the store refuses to write. The file must exist.");

    static final Option<Boolean> NETWORK_FILE_SYSTEM = Option.flag(
            "network_file_system",
            false,
            "Whether journal_mode=WAL is allowed on a network file system; it is refused by default.");
    static final Option<Long> OPEN_READ_WARNING = Option.number(
            "open_read_warning",
            60_000,
            0,
            86_400_000,
            "Milliseconds after which a stream or reading transaction that is still open is reported; 0 for never.");

    public static final List<Option<?>> ALL = List.of(
            DATABASE_PATH,
            CONNECTION_POOL_SIZE,
            JOURNAL_MODE,
            SYNCHRONOUS,
            BUSY_TIMEOUT,
            CACHE_SIZE,
            MMAP_SIZE,
            WAL_AUTOCHECKPOINT,
            JOURNAL_SIZE_LIMIT,
            READ_ONLY,
            NETWORK_FILE_SYSTEM,
            OPEN_READ_WARNING,
            Deadline.QUERY_TIMEOUT);

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long PAGE_BYTES = 4_096;

    private final Options options;

    public SqliteSettings(Options options) {
        this.options = options;
    }

    public long busyTimeoutMillis() {
        return options.get(BUSY_TIMEOUT);
    }

    /** Returns the {@link System#nanoTime} until which an operation that begins now may wait. */
    public long busyDeadline() {
        return deadline(busyTimeoutMillis());
    }

    /** Returns the {@link System#nanoTime} at which so many milliseconds from now have passed. */
    static long deadline(long millis) {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Returns the age in milliseconds at which an open read is reported; 0 for never. */
    long openReadWarningMillis() {
        return options.get(OPEN_READ_WARNING);
    }

    /** Returns the maximum duration of a read in milliseconds; 0 for no limit. */
    public long queryTimeoutMillis() {
        return options.get(Deadline.QUERY_TIMEOUT);
    }

    boolean isWriteAheadLog() {
        return options.get(JOURNAL_MODE) == JournalMode.WAL;
    }

    boolean allowsNetworkFileSystem() {
        return options.get(NETWORK_FILE_SYSTEM);
    }

    /**
     * Returns what a commit waits for. A commit deletes the journal in mode DELETE, and only EXTRA waits until the
     * directory is on the disk: with FULL, a power cut could bring the journal back, which undoes the commit. See
     * decision 0250.
     */
    private Synchronous synchronous() {
        Synchronous asked = options.get(SYNCHRONOUS);
        return asked == Synchronous.FULL && options.get(JOURNAL_MODE) == JournalMode.DELETE ? Synchronous.EXTRA : asked;
    }

    /** Returns the size in bytes beyond which the write-ahead log is emptied. */
    long walLimit() {
        return Math.max(options.get(JOURNAL_SIZE_LIMIT), 2 * options.get(WAL_AUTOCHECKPOINT) * PAGE_BYTES);
    }

    int readers() {
        return options.get(CONNECTION_POOL_SIZE).intValue();
    }

    public boolean readOnly() {
        return options.get(READ_ONLY);
    }

    /** Sets everything that belongs to a single connection. */
    void apply(Connection connection, boolean queryOnly) throws SQLException {
        set(connection, BUSY_TIMEOUT, busyTimeoutMillis());
        set(connection, SYNCHRONOUS, synchronous().ordinal() + 1);
        // A negative number is a size in KiB, a positive one in pages.
        set(connection, CACHE_SIZE, -options.get(CACHE_SIZE));
        set(connection, MMAP_SIZE, options.get(MMAP_SIZE));
        set(connection, WAL_AUTOCHECKPOINT, options.get(WAL_AUTOCHECKPOINT));
        set(connection, JOURNAL_SIZE_LIMIT, options.get(JOURNAL_SIZE_LIMIT));
        set(connection, "trusted_schema", 0);
        set(connection, "cell_size_check", 1);
        set(connection, "foreign_keys", 1);
        if (queryOnly) {
            set(connection, "query_only", 1);
        }
    }

    /** Sets the journal mode, which belongs to the file. On a read-only file, checks it if it was given. */
    void applyJournalMode(Connection connection) throws SQLException {
        String asked = options.get(JOURNAL_MODE).name().toLowerCase(Locale.ROOT);
        if (readOnly()) {
            if (options.isGiven(JOURNAL_MODE)) {
                compare(JOURNAL_MODE.name(), asked, query(connection, "PRAGMA journal_mode"));
            }
            return;
        }
        // SQLite does not wait for other connections here, even with a busy timeout.
        long deadline = busyDeadline();
        while (true) {
            try {
                compare(JOURNAL_MODE.name(), asked, query(connection, "PRAGMA journal_mode = " + asked));
                return;
            } catch (SQLException e) {
                if (SqliteErrors.code(e) != SQLiteErrorCode.SQLITE_BUSY || System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(RETRY_NANOS);
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
        }
    }

    private static void set(Connection connection, Option<?> option, long value) throws SQLException {
        set(connection, option.name(), value);
    }

    private static void set(Connection connection, String pragma, long value) throws SQLException {
        query(connection, "PRAGMA " + pragma + " = " + value);
        compare(pragma, Long.toString(value), query(connection, "PRAGMA " + pragma));
    }

    private static void compare(String option, String asked, @Nullable String found) {
        if (!asked.equalsIgnoreCase(found)) {
            throw new ConfigurationException("Option " + option + " of " + OWNER + " was set to " + asked
                    + ", but SQLite kept " + found + ". Give a value that this file and this SQLite allow.");
        }
    }

    /** Returns the first value of the first row, or null. */
    public static @Nullable String query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return null;
            }
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }
}
