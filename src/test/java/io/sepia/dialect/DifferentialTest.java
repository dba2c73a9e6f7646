package io.sepia.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManagerFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Clob;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.hibernate.Version;
import org.hibernate.community.dialect.SQLiteDialect;
import org.hibernate.dialect.H2Dialect;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs each query of {@code differential.txt} on H2 and with {@link SqliteDialect}. The results are equal; or are what
 * the file expects, with a reason, where H2 differs from other databases or from Java; or the query is refused with a
 * message that names the construct.
 */
class DifferentialTest {
    /** Whether all queries run in every zone, and also with Hibernate's own dialect for SQLite. */
    private static final boolean ALL = Boolean.getBoolean("sepia.differential.all");

    private static final String FIRST_ZONE = "America/New_York";

    private static final Pattern ABOUT_TIMES =
            Pattern.compile("day|clock|moment|instant|offset|date|time|hour|year|format", Pattern.CASE_INSENSITIVE);

    /** Whether Hibernate is so old that its HQL, or its dialect of H2, lacks some of the constructs. */
    private static final boolean OLDER = Version.getVersionString().matches("7\\.[12]\\..*");

    /** Errors of SQL that SQLite cannot run, whatever the values are. */
    private static final Pattern WRONG_SQL =
            Pattern.compile("syntax error|no such|misuse of|wrong number of arguments|ambiguous|not allowed");

    private static final Path QUERIES = Path.of("src/test/resources/io/sepia/dialect/differential.txt");

    private static final Path GUIDE = Path.of("docs/jpa.md");

    /** @param expected what the file says after the query, or an empty text */
    private record Row(String query, String expected) {
        static Row parse(String line) {
            String[] parts = line.split(" => ", 2);
            String text = parts[0].strip();
            String query;
            if (text.startsWith("? ")) {
                query = "select s.id from Sample s where " + text.substring(2) + " order by s.id";
            } else {
                query = text.matches("(select|with|\\(select)\\b.*")
                        ? text
                        : "select s.id, " + text + " from Sample s order by s.id";
            }
            return new Row(query, parts.length == 1 ? "" : parts[1].strip());
        }

        boolean isRefused() {
            return expected.startsWith("refused ");
        }

        String construct() {
            return expected.substring("refused ".length()).strip();
        }
    }

    private static List<Row> rows() {
        try {
            return Files.readAllLines(QUERIES).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Row::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {FIRST_ZONE, "Asia/Kolkata"})
    void queries_onBothDatabases_areEqualOrRefusedByName(String zone, @TempDir Path directory) throws IOException {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        String h2 = "jdbc:h2:mem:%s;TIME ZONE=" + zone;
        String sqlite = "jdbc:sqlite:" + directory.resolve("ours.db");
        // H2 reads times in two ways, through java.sql and through java.time, and each has faults.
        try (EntityManagerFactory viaSql = factory(h2.formatted("a"), H2Dialect.class.getName(), false);
                EntityManagerFactory viaTime = factory(h2.formatted("b"), H2Dialect.class.getName(), true);
                EntityManagerFactory ours = factory(sqlite, SqliteDialect.class.getName(), false);
                EntityManagerFactory stock = ALL
                        ? factory("jdbc:sqlite:" + directory.resolve("stock.db"), SQLiteDialect.class.getName(), false)
                        : null) {
            Map<String, Integer> counts = new TreeMap<>();
            List<String> wrong = new ArrayList<>();
            for (Row row : rows()) {
                if (!ALL
                        && !zone.equals(FIRST_ZONE)
                        && !ABOUT_TIMES.matcher(row.query()).find()) {
                    continue;
                }
                Outcome expected = run(viaSql, row.query());
                Outcome found = run(ours, row.query());
                if (expected.differs(found)) {
                    expected = run(viaTime, row.query());
                }
                String verdict = verdict(row, expected, found);
                counts.merge(verdict, 1, Integer::sum);
                if (verdict.equals("wrong")) {
                    wrong.add(row.query() + "\n  " + expected.text() + "\n  " + found.text());
                }
                if (stock != null) {
                    counts.merge(
                            "stock " + stockVerdict(row, expected, found, run(stock, row.query())), 1, Integer::sum);
                }
            }
            String report = counts + "\n" + String.join("\n", wrong) + "\n";
            // Not as a string, because a result of H2 may be half of a character.
            Files.write(
                    Path.of("target/differential-" + zone.replace('/', '-') + ".txt"),
                    report.getBytes(StandardCharsets.UTF_8));
            assertThat(wrong).as("of %s", counts).isEmpty();
            if (zone.equals(FIRST_ZONE) && !OLDER) {
                assertGuideNames(counts);
            }
        } finally {
            TimeZone.setDefault(before);
        }
    }

    /** The guide says how many queries are compared, and with which results. */
    private static void assertGuideNames(Map<String, Integer> counts) throws IOException {
        String guide = Files.readString(GUIDE).replaceAll("\\s+", " ");
        String results = guide.substring(guide.indexOf("A test of"), guide.indexOf("SQLite has no equivalent for"));
        assertThat(results)
                .contains("%,d queries".formatted(rows().size()))
                .contains("%,d have the result of H2".formatted(counts.get("equal")))
                .contains("%,d the one that is expected".formatted(counts.get("as the file expects")))
                .contains("%,d are refused, and none is wrong".formatted(counts.get("refused")));
        if (ALL) {
            assertThat(results)
                    .contains("answers %,d of them correctly".formatted(counts.get("stock equal")))
                    .contains("%,d wrongly without an error".formatted(counts.get("stock differs")))
                    .contains("%,d with an error of SQLite".formatted(counts.get("stock fails")));
        }
    }

    private static String verdict(Row row, Outcome h2, Outcome found) {
        if (row.isRefused()) {
            return found.failed()
                            && !found.text().contains("SQLITE_")
                            && found.text().contains(row.construct())
                    ? "refused"
                    : "wrong";
        }
        if (row.expected().equals("error")) {
            return h2.failed()
                            && found.failed()
                            && !WRONG_SQL.matcher(found.text()).find()
                    ? "equal"
                    : "wrong";
        }
        if (OLDER && row.expected().isEmpty() && h2.failed()) {
            return "not comparable";
        }
        if (!row.expected().isEmpty()) {
            return row.expected().startsWith(found.text() + " # ") ? "as the file expects" : "wrong";
        }
        return h2.differs(found) || h2.failed() ? "wrong" : "equal";
    }

    private static String stockVerdict(Row row, Outcome h2, Outcome ours, Outcome stock) {
        if (row.isRefused() || row.expected().equals("error")) {
            return stock.failed() ? "fails" : "differs";
        }
        Outcome right = row.expected().isEmpty() ? h2 : ours;
        return stock.failed() ? "fails" : right.differs(stock) ? "differs" : "equal";
    }

    @Test
    void refusedConstructs_areListedInTheGuide() throws IOException {
        String guide = Files.readString(GUIDE);
        String list = guide.substring(guide.indexOf("SQLite has no equivalent for"));
        assertThat(rows().stream().filter(Row::isRefused).map(Row::construct))
                .allSatisfy(construct -> assertThat(list).contains("`" + construct + "`"));
        assertThat(RefusedFunction.NAMES).allSatisfy(name -> assertThat(list).contains("`" + name + "`"));
        assertThat(RefusedFunction.SETS).allSatisfy(name -> assertThat(list).contains("`" + name + "`"));
    }

    /** @param text the rows, or the messages of the error */
    private record Outcome(boolean failed, String text) {
        boolean differs(Outcome other) {
            return failed || other.failed || !text.equals(other.text);
        }
    }

    private static Outcome run(EntityManagerFactory factory, String query) {
        try {
            return factory.callInTransaction(entities -> new Outcome(
                    false,
                    show(entities.unwrap(Session.class)
                            .createSelectionQuery(query, Object.class)
                            .getResultList())));
        } catch (RuntimeException e) {
            StringBuilder messages = new StringBuilder();
            for (Throwable each = e; each != null; each = each.getCause()) {
                messages.append(each.getMessage()).append('\n');
            }
            return new Outcome(true, messages.toString().replace(query, ""));
        }
    }

    /** Returns a text that is the same for equal values of different types. */
    private static String show(Object value) {
        if (value instanceof Object[] array) {
            return show(Arrays.asList(array));
        }
        if (value instanceof Collection<?> values) {
            return values.stream().map(DifferentialTest::show).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof Number number) {
            int digits = value instanceof Double ? 12 : value instanceof Float ? 6 : 0;
            BigDecimal exact = new BigDecimal(number.toString()).round(new MathContext(digits));
            return exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString();
        }
        if (value instanceof OffsetDateTime time) {
            return time.toInstant().toString();
        }
        if (value instanceof Clob clob) {
            try {
                return clob.getSubString(1, (int) clob.length());
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
        return String.valueOf(value);
    }

    private static EntityManagerFactory factory(String url, String dialect, boolean javaTime) {
        EntityManagerFactory factory = new HibernatePersistenceConfiguration("differential")
                .managedClasses(Sample.class)
                .jdbcUrl(url)
                .jdbcPoolSize(1)
                .property("hibernate.dialect", dialect)
                .property("hibernate.type.java_time_use_direct_jdbc", javaTime)
                .property("hibernate.hbm2ddl.auto", "create")
                .property("hibernate.query.hql.json_functions_enabled", true)
                .property("hibernate.query.hql.xml_functions_enabled", true)
                .property("sepia.mapping", false)
                .createEntityManagerFactory();
        factory.runInTransaction(entities -> Sample.all().forEach(entities::persist));
        return factory;
    }
}
