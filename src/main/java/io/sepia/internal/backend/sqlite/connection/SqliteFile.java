package io.sepia.internal.backend.sqlite.connection;

import io.sepia.error.ConfigurationException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.CompleteFile;
import io.sepia.internal.functions.SqlFunctions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteOpenMode;

/**
 * The file of a store: which files are allowed, and how SQLite opens them. Java reads only the file's attributes and
 * never opens it, because closing it again would release the locks that SQLite holds on it in this process.
 */
public final class SqliteFile {
    private static final int SUFFIX = "-journal".length();
    private static final int LONGEST_NAME = 255 - SUFFIX;
    /** SQLite's own limit on Unix. */
    private static final int LONGEST_PATH = 512 - SUFFIX;

    private static final Set<PosixFilePermission> WRITING =
            Set.of(PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private final Path path;
    private volatile @Nullable FileGuard guard;

    private SqliteFile(Path path) {
        this.path = path;
    }

    /**
     * Checks that {@code given} can be the file of a store, without opening it.
     *
     * @throws ConfigurationException if the path is not that of a plain file in an existing directory
     * @throws StorageFailureException if permissions are missing
     */
    public static SqliteFile check(Path given, boolean readOnly) {
        String text = given.toString();
        if (given.getFileSystem() != FileSystems.getDefault()) {
            throw refused(
                    text, "is in a file system that SQLite cannot access", "Give a path of the default file system");
        }
        if (text.isEmpty()) {
            throw refused(text, "is empty", "Name a file");
        }
        if (text.startsWith(":") || text.toLowerCase(Locale.ROOT).startsWith("file:") || text.indexOf('?') >= 0) {
            // These forms have a meaning to the driver or SQLite: in-memory databases, URLs to fetch, settings after
            // '?'.
            throw refused(
                    text,
                    "is not a plain path, but has a form with a special meaning to database drivers",
                    "Name a file without '?' that does not begin with ':' or 'file:'; settings are options");
        }
        Path path = given.toAbsolutePath();
        checkLength(path);
        SqliteFile file = new SqliteFile(path);
        if (Files.exists(path)) {
            file.checkExisting(readOnly);
        } else {
            file.checkNew(readOnly);
        }
        return file;
    }

    /** SQLite adds up to eight characters for its journal, and takes a longer path for one that cannot be opened. */
    private static void checkLength(Path path) {
        Path last = path.getFileName();
        int name = last == null ? 0 : last.toString().getBytes(StandardCharsets.UTF_8).length;
        int whole = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (name > LONGEST_NAME || whole > LONGEST_PATH) {
            throw refused(
                    path.toString(),
                    "has " + (name > LONGEST_NAME ? name + " bytes in its name" : whole + " bytes")
                            + ", and SQLite needs " + SUFFIX + " more for the names of its journals",
                    "Name a file with at most " + LONGEST_NAME + " bytes in its name and " + LONGEST_PATH
                            + " in its path");
        }
    }

    private void checkExisting(boolean readOnly) {
        if (Files.isDirectory(path)) {
            throw refused(path.toString(), "is a directory", "Name a file in it");
        }
        if (!Files.isRegularFile(path)) {
            throw refused(path.toString(), "is a pipe, a device or something else that is not a file", "Name a file");
        }
        if (!Files.isReadable(path)) {
            throw new StorageFailureException(
                    "The file " + path + " may not be read by this user. Change its permissions.");
        }
        if (!readOnly) {
            if (!Files.isWritable(path)) {
                throw new StorageFailureException("The file " + path
                        + " may not be written by this user. Change its permissions, or open it with read_only=true.");
            }
            checkDirectoryWritable();
        }
    }

    private void checkNew(boolean readOnly) {
        // Another process may have created the file in the meantime.
        if (Files.isSymbolicLink(path) && !Files.exists(path)) {
            throw refused(path.toString(), "is a symbolic link to a file that does not exist", "Name the file itself");
        }
        Path directory = directory();
        if (!Files.exists(directory)) {
            Path missing = directory;
            for (Path above = missing.getParent(); above != null && !Files.exists(above); above = above.getParent()) {
                missing = above;
            }
            throw refused(
                    path.toString(), "is in the directory " + missing + ", which does not exist", "Create it first");
        }
        if (!Files.isDirectory(directory)) {
            throw refused(path.toString(), "is in " + directory + ", which is not a directory", "Name another path");
        }
        if (readOnly) {
            throw refused(
                    path.toString(),
                    "does not exist, and read_only=true does not create it",
                    "Name an existing store, or open it without read_only");
        }
        checkDirectoryWritable();
    }

    private void checkDirectoryWritable() {
        if (!Files.isWritable(directory())) {
            throw new StorageFailureException("The directory " + directory()
                    + " may not be written by this user, and SQLite keeps its journal in it. Change its permissions,"
                    + " or open the store with read_only=true.");
        }
    }

    private static ConfigurationException refused(String path, String what, String remedy) {
        return new ConfigurationException("Option " + SqliteSettings.DATABASE_PATH + " of " + SqliteSettings.OWNER
                + ": '" + path + "' " + what + ". " + remedy + ".");
    }

    private Path directory() {
        // If the path is a link, the journal is next to the target.
        try {
            Path target = Files.exists(path) ? path.toRealPath() : path;
            return Objects.requireNonNull(target.getParent(), "an absolute path of a file has a parent");
        } catch (IOException e) {
            throw new StorageFailureException("The path " + path + " cannot be resolved: " + e.getMessage(), e);
        }
    }

    /** Returns whether a transaction of another process, or of one that ended, has left a journal next to the file. */
    boolean hasJournal() {
        return Files.exists(beside("-wal")) || Files.exists(beside("-journal"));
    }

    /** Returns the size of the write-ahead log in bytes, 0 if there is none. */
    long walBytes() {
        try {
            return Files.size(beside("-wal"));
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new StorageFailureException("The file " + path + "-wal cannot be examined: " + e.getMessage(), e);
        }
    }

    /** Blocks until the write-ahead log is on the disk. SQLite holds no locks on it, so that Java may open it. */
    void syncLog() {
        try {
            CompleteFile.sync(beside("-wal"));
        } catch (IOException e) {
            throw new StorageFailureException("The file " + path + "-wal cannot be synchronized: " + e.getMessage(), e);
        }
    }

    /** Returns the type of the file system of the file, as the operating system reports it. */
    String fileSystemType() {
        try {
            return Files.getFileStore(directory()).type();
        } catch (IOException e) {
            throw new StorageFailureException("The path " + path + " cannot be examined: " + e.getMessage(), e);
        }
    }

    /** Returns the path of a file beside this one, which must exist. */
    Path beside(String suffix) {
        try {
            Path target = path.toRealPath();
            return target.resolveSibling(target.getFileName() + suffix);
        } catch (IOException e) {
            throw new StorageFailureException("The path " + path + " cannot be resolved: " + e.getMessage(), e);
        }
    }

    /** Returns the path of the file. */
    public Path path() {
        return path;
    }

    boolean exists() {
        return Files.exists(path);
    }

    /** Returns the identity of the file, which must exist. */
    FileIdentity identity() {
        return FileIdentity.of(path);
    }

    /** Lets all connections that are opened from now on check that they open the file that is at the path now. */
    FileGuard pin(boolean writeAheadLog) {
        try {
            FileGuard pinned = new FileGuard(path, beside("-wal"), writeAheadLog);
            guard = pinned;
            return pinned;
        } catch (IOException e) {
            throw new StorageFailureException("The file " + path + " cannot be examined: " + e.getMessage(), e);
        }
    }

    /** Opens a connection with the driver's default settings. */
    SqliteConnection open(boolean readOnly, boolean create) throws SQLException {
        int mode = SQLiteOpenMode.OPEN_URI.flag
                | (readOnly ? SQLiteOpenMode.READONLY.flag : SQLiteOpenMode.READWRITE.flag)
                | (create ? SQLiteOpenMode.CREATE.flag : 0);
        Properties properties = new Properties();
        properties.setProperty("open_mode", Integer.toString(mode));
        String uri = uri();
        if (readOnly && !hasJournal() && isUnchangeable(path) && isUnchangeable(directory())) {
            uri += "?immutable=1";
        }
        SqliteConnection connection = new SqliteConnection(uri, properties);
        try {
            SqlFunctions.addTo(connection);
            FileGuard pinned = guard;
            if (pinned != null) {
                pinned.check();
                connection.guard(readOnly ? null : pinned);
            }
            return connection;
        } catch (Throwable e) {
            connection.closeAfter(e);
            throw e;
        }
    }

    /**
     * Returns whether no user may change a file or directory. Only such a file may be declared as immutable, since
     * SQLite then never looks whether it was changed. This is the only way to read a cleanly closed file in WAL mode in
     * such a directory.
     */
    private static boolean isUnchangeable(Path path) {
        try {
            boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
            return isUnchangeable(
                    Files.getFileStore(path).isReadOnly(),
                    Files.isWritable(path),
                    posix ? Files.getPosixFilePermissions(path) : WRITING);
        } catch (IOException e) {
            throw new StorageFailureException("The path " + path + " cannot be examined: " + e.getMessage(), e);
        }
    }

    static boolean isUnchangeable(boolean readOnlyMount, boolean writable, Set<PosixFilePermission> permissions) {
        return readOnlyMount || !writable && permissions.stream().noneMatch(WRITING::contains);
    }

    /** Returns the path as a URI in which everything is escaped that the driver or SQLite would interpret. */
    private String uri() {
        StringBuilder uri = new StringBuilder("file://");
        String text = path.toString()
                .replace('\\', FileSystems.getDefault().getSeparator().equals("\\") ? '/' : '\\');
        if (!text.startsWith("/")) {
            uri.append('/');
        }
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "/-._~".indexOf(c) >= 0)) {
                uri.append(c);
            } else {
                uri.append('%').append(String.format(Locale.ROOT, "%02X", b & 0xff));
            }
        }
        return uri.toString();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
