package io.sepia.internal.backend.h2;

import io.sepia.internal.backend.sql.Database;
import io.sepia.internal.backend.sql.SharedDatabase;
import io.sepia.internal.backend.sql.StoreRules;
import io.sepia.internal.backend.sql.Tables;
import io.sepia.internal.backend.sql.writers.OrderedLog;
import io.sepia.internal.backend.sql.writers.SharedRules;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An H2 database that the store reaches through the connections of an application. */
public final class H2Unit implements SharedDatabase {
    private static final Pattern RELEASE = Pattern.compile("(\\d{1,5})\\.(\\d{1,5})\\.(\\d{1,5})");
    private static final int[] OLDEST = {2, 4, 240};

    private final StoreRules rules =
            new SharedRules(H2Database.INSTANCE, new H2WritersLock(), () -> new OrderedLog(H2Database.INSTANCE));

    private H2Unit() {}

    public static H2Unit of(Connection connection, Object unit) {
        return new H2Unit();
    }

    @Override
    public Database database() {
        return H2Database.INSTANCE;
    }

    @Override
    public Tables tables() {
        return new H2Schema();
    }

    @Override
    public Optional<String> schemaSetting() {
        return Optional.of("SCHEMA");
    }

    @Override
    public StoreRules rules() {
        return rules;
    }

    /** {@inheritDoc} A database in memory gets no warnings, since it does not outlive its process. */
    @Override
    public List<String> advice(Connection connection, Class<?> pool) throws SQLException {
        List<String> advice = new ArrayList<>();
        if (setting(connection, "CALL DATABASE_PATH()") == null) {
            return advice;
        }
        DatabaseMetaData metaData = connection.getMetaData();
        // See decision 0034.
        if (isOlder(metaData.getDatabaseProductVersion())) {
            advice.add(
                    "H2 " + metaData.getDatabaseProductVersion() + " has defects that damage files or lose commits and"
                            + " that 2.4.240 corrects. Use 2.4.240; with Spring Boot, set the property h2.version.");
        }
        if (metaData.getDatabaseMajorVersion() == 2 && metaData.getDatabaseMinorVersion() == 5) {
            advice.add("H2 " + metaData.getDatabaseProductVersion() + " is known to drop the last commits when it opens"
                    + " the file of a process that was killed. Use 2.4.240, or a release later than 2.5.252 if it says"
                    + " that this is fixed.");
        }
        String delay = setting(
                connection, "SELECT setting_value FROM information_schema.settings WHERE setting_name = 'WRITE_DELAY'");
        if (delay != null && !delay.equals("0")) {
            advice.add(
                    "H2 writes commits to its file up to " + delay + " ms later, and those are lost if the process is"
                            + " killed before. Set WRITE_DELAY=0 in the JDBC URL, unless that is acceptable.");
        }
        return advice;
    }

    /** Returns whether a release, such as {@code 2.3.232 (2024-08-11)}, precedes 2.4.240. */
    private static boolean isOlder(String release) {
        Matcher numbers = RELEASE.matcher(release);
        return numbers.lookingAt()
                && Arrays.compare(
                                new int[] {
                                    Integer.parseInt(numbers.group(1)),
                                    Integer.parseInt(numbers.group(2)),
                                    Integer.parseInt(numbers.group(3))
                                },
                                OLDEST)
                        < 0;
    }

    private static @Nullable String setting(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet found = statement.executeQuery()) {
            return found.next() ? found.getString(1) : null;
        }
    }
}
