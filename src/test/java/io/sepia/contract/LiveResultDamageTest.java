package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.error.DamagedDocumentException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Live results of a SQLite file that is edited by SQL. */
class LiveResultDamageTest {
    @TempDir
    private Path directory;

    private Storage storage;
    private WatchedResult<?> watched;

    @BeforeEach
    void watch() throws InterruptedException {
        storage = StorageBuilder.of(directory.resolve("store.db"))
                .option("changes", "on")
                .open();
        watched = new WatchedResult<>(
                storage, storage.documents("note").query().where("n < 10").orderBy("n"));
        storage.documents("note").save("a", "{\"n\":1}");
        storage.documents("note").save("b", "{\"n\":2}");
        watched.awaitAnswer("after saves");
    }

    @AfterEach
    void close() {
        watched.close();
        storage.close();
    }

    private void edit(String id, String content) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("store.db"));
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(
                            "update objects set content = '" + content + "' where object_id = '" + id + "'"))
                    .isPositive();
        }
    }

    @Test
    void result_documentEditedBySql_isTold() throws Exception {
        edit("a", "{\"n\":3}");
        watched.awaitAnswer("after an edit");
        edit("b", "{\"n\":30}");
        watched.awaitAnswer("after an edit that excludes it");
    }

    @Test
    void result_documentThatIsNotJson_failsUntilItIsRepaired() throws Exception {
        edit("a", "{\"n\":");
        assertThat(watched.failure()).isInstanceOf(DamagedDocumentException.class);
        storage.documents("note").save("c", "{\"n\":0}");
        edit("a", "{\"n\":5}");
        watched.awaitAnswer("after the repair");
    }
}
