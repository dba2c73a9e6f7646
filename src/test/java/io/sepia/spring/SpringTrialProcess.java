package io.sepia.spring;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A Spring Boot application that writes an entity and documents in each {@code @Transactional} method, until it is done
 * or killed. Most transactions are made to fail. A ledger on the disk records what the application was told.
 */
final class SpringTrialProcess {
    /** How a transaction ends; determined by seed and number. */
    enum End {
        COMMIT,
        THROWN,
        UNIQUE_VIOLATION,
        VERSION_CONFLICT,
        KILLED;

        static End of(long seed, int number, int killed) {
            if (number % killed == killed - 1) {
                return KILLED;
            }
            return values()[new SplittableRandom(seed ^ number * 0x9E3779B97F4A7C15L).nextInt(4)];
        }
    }

    private SpringTrialProcess() {}

    /** @param database the name of a database in the directory, or the URL of one on a server */
    static ConfigurableApplicationContext start(String database, Path directory) {
        Map<String, Object> properties = new HashMap<>(Map.of(
                "spring.jpa.hibernate.ddl-auto", "update",
                "spring.main.banner-mode", "off"));
        switch (database) {
            case "h2" ->
                properties.put("spring.datasource.url", "jdbc:h2:file:" + directory.resolve("app") + ";WRITE_DELAY=0");
            case "sqlite" ->
                properties.put(
                        "spring.datasource.url",
                        "jdbc:sqlite:" + directory.resolve("app.db")
                                + "?journal_mode=WAL&busy_timeout=5000&synchronous=FULL&foreign_keys=on");
            case "path" ->
                properties.put(
                        "sepia.database-path", directory.resolve("app.db").toString());
            default -> properties.put("spring.datasource.url", database);
        }
        return new SpringApplicationBuilder(SpringFixture.Application.class, SpringFixture.Automatic.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .properties(properties)
                .run();
    }

    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[1]);
        long seed = Long.parseLong(args[2]);
        int to = Integer.parseInt(args[4]);
        int killed = Integer.parseInt(args[5]);
        try (ConfigurableApplicationContext context = start(args[0], directory);
                FileChannel ledger = FileChannel.open(
                        directory.resolve("ledger"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            Service service = context.getBean(Service.class);
            if (service.memos().isEmpty()) {
                service.required(() -> service.store("first"));
            }
            for (int number = Integer.parseInt(args[3]); number < to; number++) {
                run(service, ledger, number, End.of(seed, number, killed));
            }
        }
    }

    private static void run(Service service, FileChannel ledger, int number, End end) throws IOException {
        note(ledger, "begun", number);
        try {
            service.required(() -> {
                service.store("r" + number);
                end(service, number, end);
                service.storage().save(new Memo("s" + number, "second"));
            });
        } catch (RuntimeException e) {
            if (end == End.COMMIT || end == End.KILLED) {
                throw e;
            }
            note(ledger, "failed", number);
            return;
        }
        note(ledger, "done", number);
    }

    private static void end(Service service, int number, End end) {
        switch (end) {
            case COMMIT -> {}
            case THROWN -> throw new SpringFixture.Refused();
            case UNIQUE_VIOLATION -> service.entities().persist(new Client("x" + number, "name of first"));
            case VERSION_CONFLICT -> service.storage().update(new Memo("first", "stale", 99));
            case KILLED -> kill();
        }
    }

    /** Kills this process, which ends soon: before, during or after the commit. */
    private static void kill() {
        try {
            new ProcessBuilder(
                            "kill", "-9", Long.toString(ProcessHandle.current().pid()))
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void note(FileChannel ledger, String what, int number) throws IOException {
        ledger.write(ByteBuffer.wrap((what + " " + number + "\n").getBytes(StandardCharsets.US_ASCII)));
        ledger.force(true);
    }
}
