package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the SQL of {@code docs/database.md} on a store, and compares the tables that the page names with the file's. */
class DatabaseGuideTest {
    private static final Path PAGE = Path.of("docs/database.md");

    @TempDir
    Path directory;

    private Path file;

    @Stored("note")
    record Note(@ObjectId String id, String title) {}

    @BeforeEach
    void createStore() {
        file = directory.resolve("app_data.db");
        try (Storage storage = Storage.open(file)) {
            storage.save(new Note("n1", "Mill"));
        }
    }

    private static List<String> found(String pattern) throws Exception {
        return Pattern.compile(pattern, Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult each) -> each.group(1))
                .toList();
    }

    private List<String> names(String query) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    @Test
    void sql_ofThePage_runsAndItsEditsAreLoaded() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String block : found("^```sql\n(.*?)^```")) {
                for (String each : block.split(";")) {
                    if (!each.isBlank()) {
                        statement.execute(each);
                    }
                }
            }
        }
        try (Storage storage = Storage.open(file)) {
            assertThat(storage.load(Note.class, "n1")).isEqualTo(new Note("n1", "Engine"));
            assertThat(storage.load(Note.class, "n2")).isEqualTo(new Note("n2", "Loom"));
        }
    }

    @Test
    void tablesOfAFile_areAllOnThePage() throws Exception {
        String page = Files.readString(PAGE);
        assertThat(names("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')"))
                .hasSizeGreaterThan(10)
                .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }

    @Test
    void columnsOfObjects_areThoseOfThePage() throws Exception {
        String section = found("^## `objects`\n(.*?)^## ").get(0);
        List<String> columns = Pattern.compile("^\\| (`.*?) \\|", Pattern.MULTILINE)
                .matcher(section)
                .results()
                .flatMap(each -> Arrays.stream(each.group(1).replace("`", "").split(", ")))
                .toList();
        assertThat(columns).containsExactlyElementsOf(names("SELECT name FROM pragma_table_info('objects')"));
    }

    @Test
    void identity_ofThePage_isThatOfAFile() throws Exception {
        assertThat(Files.readString(PAGE))
                .contains(names("PRAGMA application_id").get(0));
    }
}
