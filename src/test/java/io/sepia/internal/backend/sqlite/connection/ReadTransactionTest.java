package io.sepia.internal.backend.sqlite.connection;

import static io.sepia.internal.backend.jpa.Fixtures.note;
import static io.sepia.internal.backend.jpa.Fixtures.open;
import static io.sepia.internal.backend.jpa.Fixtures.save;
import static io.sepia.internal.backend.jpa.Fixtures.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.internal.backend.Deadline;
import io.sepia.internal.backend.jpa.SqliteStorage;
import io.sepia.internal.backend.sql.ReadLimit;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadTransactionTest {
    private static final String CONTENT = "SELECT content FROM objects WHERE class_name = ? AND object_id = ?";

    @TempDir
    Path directory;

    private SqliteStorage store;
    private SqliteConnection connection;

    @BeforeEach
    void openReader() throws SQLException {
        Path path = directory.resolve("store.db");
        store = open(path);
        connection = SqliteFile.check(path, false).open(true, false);
        connection.watch(new StatementWatch(new AtomicBoolean()));
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        store.close();
    }

    private String content(StatementCache statements) throws SQLException {
        return statements.row(CONTENT, row -> row.getString(1), note("a")).orElseThrow();
    }

    /** SQLite asks whether to end a statement every 4,000 steps, of which BEGIN takes a few. */
    @Test
    void begin_deadlineOver_laterTransactionsSeeLaterCommits() throws SQLException, InterruptedException {
        StatementCache statements = connection.statements();
        Deadline past = Deadline.after(1);
        Thread.sleep(2);
        for (int i = 0; i < 5_000; i++) {
            if (i % 100 == 0) {
                save(store, write(note("a"), "{\"i\":" + i + "}"));
            }
            connection.beginWithStatement();
            assertThat(content(statements)).as("read %d", i).isEqualTo("{\"i\":" + i / 100 * 100 + "}");
            ReadLimit limit = connection.limit(past);
            statements.prepare(CONTENT);
            limit.close();
            connection.rollback();
        }
    }

    @Test
    void read_stoppedBefore_canBeRepeated() throws SQLException {
        String endless = "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c) SELECT count(*) FROM c";
        StatementCache statements = connection.statements();
        connection.beginWithStatement();
        for (int i = 0; i < 2; i++) {
            ReadLimit limit = connection.limit(Deadline.after(20));
            assertThatThrownBy(() -> statements.number(endless)).hasMessageContaining("INTERRUPT");
            limit.close();
        }
        connection.rollback();
    }
}
