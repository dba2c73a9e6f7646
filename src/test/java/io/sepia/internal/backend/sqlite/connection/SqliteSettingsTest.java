package io.sepia.internal.backend.sqlite.connection;

import static io.sepia.internal.backend.jpa.Fixtures.load;
import static io.sepia.internal.backend.jpa.Fixtures.note;
import static io.sepia.internal.backend.jpa.Fixtures.save;
import static io.sepia.internal.backend.jpa.Fixtures.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.error.ConfigurationException;
import io.sepia.internal.backend.jpa.SqliteStorage;
import io.sepia.internal.option.Option;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteSettingsTest {
    @TempDir
    Path directory;

    private SqliteStorage open(Map<String, ?> more) {
        Map<String, Object> options = new HashMap<>(more);
        options.put("database_path", directory.resolve("store.db"));
        return SqliteStorage.open(options);
    }

    private static String pragma(SqliteStorage store, String name) {
        try (Session session = store.sessions().openSession()) {
            return session.doReturningWork(
                    connection -> String.valueOf(SqliteSettings.query(connection, "PRAGMA " + name)));
        }
    }

    @Test
    void options_areAClosedDocumentedSet() {
        assertThat(SqliteStorage.options())
                .extracting(Option::name)
                .containsExactly(
                        "database_path",
                        "connection_pool_size",
                        "journal_mode",
                        "synchronous",
                        "busy_timeout",
                        "cache_size",
                        "mmap_size",
                        "wal_autocheckpoint",
                        "journal_size_limit",
                        "read_only",
                        "network_file_system",
                        "open_read_warning",
                        "query_timeout");
        assertThat(SqliteStorage.options())
                .allSatisfy(option -> assertThat(option.description()).isNotBlank());
    }

    @Test
    void open_noPath_isRefused() {
        assertThatThrownBy(() -> SqliteStorage.open(Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("database_path");
    }

    @ParameterizedTest
    @CsvSource({
        "journal_mode, wal",
        "synchronous, 2",
        "busy_timeout, 5000",
        "cache_size, -2000",
        "mmap_size, 0",
        "wal_autocheckpoint, 1000",
        "journal_size_limit, 67108864",
        "foreign_keys, 1",
        "trusted_schema, 0",
        "cell_size_check, 1",
    })
    void open_defaults_areSet(String pragma, String value) {
        try (SqliteStorage store = open(Map.of())) {
            assertThat(pragma(store, pragma)).isEqualTo(value);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "journal_mode, delete, journal_mode, delete",
        "journal_mode, TRUNCATE, journal_mode, truncate",
        "journal_mode, persist, journal_mode, persist",
        "synchronous, NORMAL, synchronous, 1",
        "synchronous, extra, synchronous, 3",
        "journal_mode, DELETE, synchronous, 3",
        "journal_mode, TRUNCATE, synchronous, 2",
        "busy_timeout, 77, busy_timeout, 77",
        "cache_size, 4096, cache_size, -4096",
        "mmap_size, 1048576, mmap_size, 1048576",
        "wal_autocheckpoint, 50, wal_autocheckpoint, 50",
        "journal_size_limit, 0, journal_size_limit, 0",
        "connection_pool_size, 1, query_only, 0",
    })
    void open_valueGiven_isSetAndTheStoreWorks(String option, String value, String pragma, String found) {
        try (SqliteStorage store = open(Map.of(option, value))) {
            assertThat(pragma(store, pragma)).isEqualTo(found);
            save(store, write(note("n1"), "{}"));
            assertThat(load(store, note("n1"))).isPresent();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "journal_mode, OFF",
        "journal_mode, MEMORY",
        "synchronous, OFF",
        "synchronous, 0",
        "busy_timeout, -1",
        "busy_timeout, 5s",
        "connection_pool_size, 0",
        "connection_pool_size, 65",
        "cache_size, 0",
        "mmap_size, -1",
        "wal_autocheckpoint, 0",
        "read_only, maybe",
    })
    void open_badValue_isRefusedByName(String option, String value) {
        assertThatThrownBy(() -> open(Map.of(option, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(option)
                .hasMessageContaining(value);
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"enable_load_extension", "JOURNAL_MODE", "url", ""})
    void open_unknownOption_isRefusedWithTheKnownOnes(String option) {
        assertThatThrownBy(() -> open(Map.of(option, "x")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("journal_size_limit");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void open_journalModeThatOtherConnectionsPrevent_isRefused() {
        try (SqliteStorage store = open(Map.of())) {
            save(store, write(note("n1"), "{}"));
            assertThatThrownBy(() -> open(Map.of("journal_mode", "delete", "busy_timeout", 50)))
                    .isInstanceOf(io.sepia.error.StorageBusyException.class);
            save(store, write(note("n2"), "{}"));
        }
    }

    @Test
    void open_readOnlyWithAnotherJournalMode_namesOptionAskedAndFound() throws SQLException {
        open(Map.of()).close();
        assertThatThrownBy(() -> open(Map.of("journal_mode", "delete", "read_only", true)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("journal_mode")
                .hasMessageContaining("delete")
                .hasMessageContaining("wal");
    }
}
