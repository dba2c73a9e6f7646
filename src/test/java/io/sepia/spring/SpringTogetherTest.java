package io.sepia.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.internal.backend.jpa.Mariadb;
import io.sepia.internal.backend.jpa.Postgresql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * What an {@code @Transactional} method stores as entities and as documents is stored together or not at all, even if
 * it ends by an exception, a unique violation, a version conflict or SIGKILL. CONTRIBUTING.md says how to run the long
 * version.
 */
@DisabledOnOs(OS.WINDOWS)
class SpringTogetherTest {
    private static final long SEED = 20_261_130;
    private static final int TRANSACTIONS = Integer.getInteger("trial.spring.together", 12);
    /** The process is killed in each transaction whose number, counted from 1, this divides. */
    private static final int KILLED_EACH = Integer.getInteger("trial.spring.killed", 12);

    @TempDir
    private Path directory;

    static List<String> databases() {
        return List.of(
                System.getProperty("trial.spring.databases", "path,mariadb").split(","));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void transactions_failingInEveryWay_neverLeaveOneWithoutTheOther(String name) throws Exception {
        String database = database(name);
        int kills = 0;
        int next = 0;
        while (next < TRANSACTIONS) {
            int status = run(database, next);
            next = 1 + numbers("begun").stream().mapToInt(each -> each).max().orElse(next);
            if (status != 0) {
                assertThat(status)
                        .as("before %d: %s", next, Files.readString(directory.resolve("output")))
                        .isEqualTo(137);
                kills++;
            }
        }
        assertThat(kills).isEqualTo(TRANSACTIONS / KILLED_EACH);
        assertThat(numbers("failed")).isNotEmpty();
        try (ConfigurableApplicationContext context = SpringTrialProcess.start(database, directory)) {
            check(context.getBean(Service.class));
        }
    }

    private String database(String name) {
        return switch (name) {
            case "postgresql" -> Postgresql.database(directory);
            case "mariadb" -> Mariadb.database(directory);
            default -> name;
        };
    }

    private void check(Service service) throws IOException {
        Set<String> clients = new HashSet<>(service.clients());
        Set<String> firsts = memos(service, "r");
        clients.remove("first");
        assertThat(firsts).as("documents and entities").isEqualTo(clients);
        Set<String> seconds =
                memos(service, "s").stream().map(each -> each.replace('s', 'r')).collect(Collectors.toSet());
        assertThat(seconds).as("second and first documents").isEqualTo(firsts);
        assertThat(firsts).containsAll(ids("done")).doesNotContainAnyElementsOf(ids("failed"));
        assertThat(service.storage().load(Memo.class, "first").title()).isEqualTo("memo of first");
    }

    private static Set<String> memos(Service service, String kind) {
        return service.memos().stream()
                .filter(each -> each.matches(kind + "\\d+"))
                .collect(Collectors.toSet());
    }

    private List<String> ids(String what) throws IOException {
        return numbers(what).stream().map(each -> "r" + each).toList();
    }

    private List<Integer> numbers(String what) throws IOException {
        return Files.readAllLines(directory.resolve("ledger")).stream()
                .filter(each -> each.startsWith(what + " "))
                .map(each -> Integer.valueOf(each.substring(what.length() + 1)))
                .toList();
    }

    private int run(String database, int from) throws IOException, InterruptedException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Path natives = Files.createDirectories(directory.resolve("natives"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        // A killed process leaves the driver's extracted native library.
                        "-Dorg.sqlite.tmpdir=" + natives,
                        "-cp",
                        classPath,
                        SpringTrialProcess.class.getName(),
                        database,
                        directory.toString(),
                        Long.toString(SEED),
                        Integer.toString(from),
                        Integer.toString(TRANSACTIONS),
                        Integer.toString(KILLED_EACH))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("output").toFile()))
                .start();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return process.exitValue();
    }
}
