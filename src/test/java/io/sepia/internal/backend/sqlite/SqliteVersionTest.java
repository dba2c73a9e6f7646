package io.sepia.internal.backend.sqlite;

import static io.sepia.internal.backend.jpa.Fixtures.sql;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.error.IncompatibleStoreException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteVersionTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"3.50.3", "3.51.2", "3.50.6", "3.44.5", "3.49.9", "3.7.0", "3.51"})
    void check_releaseWithWalResetBug_isRefusedWithTheProperty(String release) {
        assertThatExceptionOfType(IncompatibleStoreException.class)
                .isThrownBy(() -> SqliteVersion.check(release, "file /data/x.db"))
                .withMessageContaining("SQLite " + release)
                .withMessageContaining("file /data/x.db was left untouched")
                .withMessageContaining("sqlite-jdbc.version");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.51.3", "3.50.7", "3.44.6", "3.50.12", "3.53.2", "3.54.1", "3.100.0", "4.0.0"})
    void check_releaseWithTheFix_isAccepted(String release) {
        assertThatCode(() -> SqliteVersion.check(release, "file x.db")).doesNotThrowAnyException();
    }

    @Test
    void open_emptyFileInUtf16_isRefused() throws Exception {
        Path file = directory.resolve("x.db");
        sql(file, "PRAGMA encoding = 'UTF-16le'", "CREATE TABLE a (b)", "DROP TABLE a");
        assertThatExceptionOfType(IncompatibleStoreException.class)
                .isThrownBy(() -> {
                    try (Storage storage = StorageBuilder.of(file).open()) {
                        storage.documents("note").save("a", "1");
                    }
                })
                .withMessageContaining("UTF-16le")
                .withMessageContaining(file.toString());
    }
}
