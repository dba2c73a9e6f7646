package io.sepia.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.StorageOperations;
import io.sepia.error.ConfigurationException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cache of a store on a SQLite file: external writes to the file, and the options. */
class DocumentCacheTest {
    @TempDir
    private Path directory;

    private Storage open(Object... options) {
        StorageBuilder builder = StorageBuilder.of(directory.resolve("store.db"));
        for (int i = 0; i < options.length; i += 2) {
            builder.option((String) options[i], options[i + 1]);
        }
        return builder.open();
    }

    private void edit(String content) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("store.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE objects SET content = '" + content + "'");
        }
    }

    private static String read(StorageOperations storage) {
        return storage.documents("note").load("a").content();
    }

    @Test
    void editOfAnotherProgram_isSeenAfterTheStaleness() throws Exception {
        try (Storage storage = open()) {
            storage.documents("note").save("a", "0");
            for (int i = 1; i <= 10; i++) {
                read(storage);
                read(storage);
                edit("" + i);
                Thread.sleep(50);
                assertThat(read(storage)).isEqualTo("" + i);
            }
        }
    }

    @Test
    void editOfAnotherProgram_isSeenAtOnce_ifEachReadPolls() throws Exception {
        try (Storage storage = open("document_cache_staleness", 0)) {
            storage.documents("note").save("a", "0");
            for (int i = 1; i <= 50; i++) {
                read(storage);
                edit("" + i);
                assertThat(read(storage)).isEqualTo("" + i);
            }
        }
    }

    @Test
    void editOfAnotherProgram_isSeenAtOnce_byFreshReads_andOtherwiseLater() throws Exception {
        try (Storage storage = open("document_cache_staleness", 3_600_000)) {
            storage.documents("note").save("a", "0");
            read(storage);
            edit("1");
            // The stale content shows that the document comes from memory.
            assertThat(read(storage)).isEqualTo("0");
            assertThat(read(storage.fresh())).isEqualTo("1");
            assertThat(storage.<String>inTransaction(DocumentCacheTest::read)).isEqualTo("1");
            assertThat(storage.documents("note").stream()
                            .findFirst()
                            .orElseThrow()
                            .content())
                    .isEqualTo("1");
        }
    }

    @Test
    void twoStoresOnOneFile_seeEachOther() throws Exception {
        try (Storage one = open();
                Storage other = open()) {
            one.documents("note").save("a", "0");
            for (int i = 1; i <= 5; i++) {
                read(one);
                other.documents("note").save("a", "" + i);
                assertThat(read(other)).isEqualTo("" + i);
                Thread.sleep(50);
                assertThat(read(one)).isEqualTo("" + i);
            }
        }
    }

    @Test
    void cacheSwitchedOff_readsTheFileEachTime() throws Exception {
        try (Storage storage = open("document_cache", 0)) {
            storage.documents("note").save("a", "0");
            read(storage);
            edit("1");
            assertThat(read(storage)).isEqualTo("1");
        }
    }

    @Test
    void readOnlyStore_cachesToo_andSeesEdits() throws Exception {
        try (Storage storage = open()) {
            storage.documents("note").save("a", "0");
        }
        try (Storage reader = open("read_only", true, "document_cache_staleness", 0)) {
            assertThat(read(reader)).isEqualTo("0");
            edit("1");
            assertThat(read(reader)).isEqualTo("1");
        }
    }

    @Test
    void optionsOfTheCache_badOrWhereThereIsNone_areRefused() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> open("document_cache", -2))
                .withMessageContaining("document_cache");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Storage.open("memory", Map.of("document_cache", 1_000)))
                .withMessageContaining("Unknown option 'document_cache'");
    }

    @Test
    void size_byDefault_isAShareOfTheHeapUpToALimit() {
        assertThat(CacheSettings.sizeFor(1L << 30)).isEqualTo(16 << 20);
        assertThat(CacheSettings.sizeFor(1L << 40)).isEqualTo(256 << 20);
        try (Storage storage = open("document_cache", -1)) {
            assertThat(storage.stats().cache().maximumWeight())
                    .isEqualTo(CacheSettings.sizeFor(Runtime.getRuntime().maxMemory()));
        }
    }
}
