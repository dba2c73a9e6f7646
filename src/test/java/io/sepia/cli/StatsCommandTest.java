package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.cli.Shell.Run;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatsCommandTest {
    @TempDir
    Path directory;

    @Test
    void stats_showFileAndOptions_asJsonAndAsTable() {
        Shell shell = new Shell(directory.resolve("store.db"));
        shell.input("{\"id\":\"a\"}").run("put", "Note");
        Run json = shell.run("stats", "--format", "json");
        assertThat(json.status()).isZero();
        assertThat(json.lines())
                .contains(
                        "{\"about\":\"file\",\"name\":\"journal_mode\",\"value\":\"wal\"}",
                        "{\"about\":\"settings\",\"name\":\"read_only\",\"value\":\"true\"}",
                        "{\"about\":\"operations\",\"name\":\"writes\",\"value\":0}",
                        "{\"about\":\"writes\",\"name\":\"waited_ms\",\"value\":0.0}",
                        "{\"about\":\"write_ahead_log\",\"name\":\"held_up\",\"value\":false}")
                .anyMatch(line -> line.matches("\\{\"about\":\"file\",\"name\":\"bytes\",\"value\":[1-9]\\d+}"));
        Run table = shell.run("stats", "--format", "table");
        assertThat(table.lines()).anyMatch(line -> line.matches("cache +maximum_weight +\\d+ *"));
    }

    @Test
    void stats_watched_showOnlyWhatHasChanged() {
        Shell shell = new Shell(directory.resolve("store.db"));
        shell.input("{\"id\":\"a\"}").run("put", "Note");
        Run once = shell.run("stats", "--format", "json");
        Run watched = shell.run("stats", "--format", "json", "--watch", "1", "--count", "1");
        assertThat(watched.status()).isZero();
        assertThat(watched.lines())
                .hasSizeBetween(once.lines().size(), once.lines().size() + 8);
        assertThat(shell.run("stats", "--watch", "0").status()).isEqualTo(2);
        assertThat(shell.run("stats", "--watch", "1", "--count", "0").status()).isEqualTo(2);
    }

    @Test
    void stats_ofNoStore_haveStatus1AndMakeNone() {
        Run run = new Shell(directory.resolve("none.db")).run("stats");
        assertThat(run.status()).isEqualTo(1);
        assertThat(directory.resolve("none.db")).doesNotExist();
    }
}
