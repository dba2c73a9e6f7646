package io.sepia.internal.backend.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageFailureException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What H2 says, and what is made of it. */
class H2DatabaseTest {
    private static final String TRANSITION =
            "General error: \"Transaction was illegally transitioned from %s [2.4.240/103]\"; SQL statement: …";

    @TempDir
    Path directory;

    @Test
    void translate_deadlockWhoseVictimHasJustEnded_mayBeRetried() {
        SQLException error = new SQLException(TRANSITION.formatted("CLOSED to ROLLING_BACK"), "HY000", 50000);

        assertThat(H2Database.INSTANCE.translate(null, "Saving", error))
                .isInstanceOf(StorageBusyException.class)
                .hasCause(error);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transaction 2 has status ROLLING_BACK, not OPEN [2.4.240/103]",
                "Transaction was illegally transitioned from ROLLING_BACK to ROLLING_BACK [2.4.240/103]",
                "Transaction was illegally transitioned from ROLLED_BACK to ROLLING_BACK [2.4.240/103]",
                "Transaction was illegally transitioned from ROLLING_BACK to COMMITTED [2.4.240/103]"
            })
    void translate_victimOfADeadlock_mayBeRetried(String message) {
        SQLException victim = new SQLException("General error: \"" + message + "\"; SQL statement: …", "HY000", 50000);
        SQLException batch = new BatchUpdateException("batch", "HY000", 50000, new int[0]);
        batch.setNextException(victim);

        for (SQLException each : List.of(victim, batch, new SQLException("wrapped", victim))) {
            assertThat(H2Database.INSTANCE.translate(null, "Saving", each))
                    .isInstanceOf(StorageBusyException.class)
                    .hasCause(each);
            assertThat(H2Database.INSTANCE.translateCommit("Committing", each))
                    .isInstanceOf(StorageBusyException.class)
                    .hasCause(each);
        }
    }

    @Test
    void translate_otherGeneralErrors_areFailures() {
        SQLException error = new SQLException(TRANSITION.formatted("ROLLED_BACK to COMMITTED"), "HY000", 50000);

        assertThat(H2Database.INSTANCE.translate(null, "Saving", error)).isInstanceOf(StorageFailureException.class);
    }

    @Test
    void advice_fileThatIsWrittenAtOnce_isNotNeeded() throws SQLException {
        assertThat(advice("jdbc:h2:file:" + directory.resolve("app") + ";WRITE_DELAY=0", Map.of()))
                .isEmpty();
    }

    @Test
    void advice_fileThatIsWrittenLater_namesTheRemedy() throws SQLException {
        assertThat(advice("jdbc:h2:file:" + directory.resolve("app"), Map.of()))
                .singleElement()
                .asString()
                .contains("500 ms", "WRITE_DELAY=0");
    }

    @Test
    void advice_releaseThatDropsCommits_namesAnother() throws SQLException {
        Map<String, Object> release = Map.of("getDatabaseMinorVersion", 5, "getDatabaseProductVersion", "2.5.252");

        assertThat(advice("jdbc:h2:file:" + directory.resolve("app") + ";WRITE_DELAY=0", release))
                .singleElement()
                .asString()
                .contains("H2 2.5.252", "killed", "2.4.240");
        assertThat(advice("jdbc:h2:mem:", release)).isEmpty();
    }

    @Test
    void advice_oldRelease_namesTheOneToUse() throws SQLException {
        String url = "jdbc:h2:file:" + directory.resolve("app") + ";WRITE_DELAY=0";
        for (String old : List.of("2.3.232 (2024-08-11)", "2.4.239", "1.4.200")) {
            assertThat(advice(url, Map.of("getDatabaseProductVersion", old)))
                    .singleElement()
                    .asString()
                    .contains("H2 " + old, "Use 2.4.240", "h2.version");
        }
        assertThat(advice(url, Map.of("getDatabaseProductVersion", "2.4.240"))).isEmpty();
    }

    /** Of a database that answers some questions about itself as given. */
    private static List<String> advice(String url, Map<String, Object> answers) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            DatabaseMetaData said = proxy(DatabaseMetaData.class, connection.getMetaData(), answers);
            Connection asked = proxy(Connection.class, connection, Map.of("getMetaData", said));
            return H2Unit.of(asked, url).advice(asked, Object.class);
        }
    }

    private static <T> T proxy(Class<T> type, T real, Map<String, ?> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.containsKey(method.getName())
                        ? answers.get(method.getName())
                        : method.invoke(real, arguments)));
    }
}
