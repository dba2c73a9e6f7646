package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.cli.Shell.Run;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.document.HistoryRule;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands {@code history} and {@code forget}. */
class HistoryCommandTest {
    @TempDir
    Path directory;

    private Shell shell;

    @BeforeEach
    void fill() {
        Path file = directory.resolve("store.db");
        try (Storage storage = Storage.open(file)) {
            storage.documents("Note").keepHistory(HistoryRule.ALL);
            storage.documents("Note").save("a", "{\"text\":\"one\"}", "{\"who\":\"ada\"}");
            storage.documents("Note").save("a", "{\"text\":\"two\"}");
        }
        shell = new Shell(file);
    }

    @Test
    void history_ofAnObject_listsItsGenerations() {
        Run run = shell.run("history", "Note", "a");
        assertThat(run.status()).isZero();
        assertThat(run.out().lines()).hasSize(2).first().asString().contains("\"number\":1,\"version\":1,", "ada");
        shell.run("delete", "Note", "a");
        assertThat(shell.run("history", "Note", "a", "--format", "csv").lines())
                .hasSize(3)
                .startsWith("number,version,saved,deleted,metadata")
                .last()
                .asString()
                .matches("2,2,[^,]+Z,[^,]+Z,.*");
    }

    @Test
    void history_ofNothing_isNotThere() {
        assertThat(shell.run("history", "Note", "none").status()).isEqualTo(ExitStatus.NOT_THERE);
        assertThat(shell.run("history", "Note", "a", "--at", "9").status()).isEqualTo(ExitStatus.NOT_THERE);
        assertThat(shell.run("history", "Note", "a", "--diff", "1", "9").status())
                .isEqualTo(ExitStatus.NOT_THERE);
        assertThat(shell.run("history", "Note", "a", "--restore", "9").status()).isEqualTo(ExitStatus.NOT_THERE);
        assertThat(shell.run("history", "Note", "a", "--at", "1999-01-01T00:00:00Z")
                        .status())
                .isEqualTo(ExitStatus.NOT_THERE);
        assertThat(shell.run("history", "Note", "a", "--at", "yesterday").status())
                .isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(shell.run("history", "Note", "a", "--at", "1", "--restore", "1")
                        .status())
                .isEqualTo(ExitStatus.BAD_INPUT);
    }

    @Test
    void history_atDiffAndRestore() {
        assertThat(shell.run("history", "Note", "a", "--at", "1").out()).isEqualTo("{\"text\":\"one\"}\n");
        assertThat(shell.run("history", "Note", "a", "--at", "2999-01-01T00:00:00Z")
                        .out())
                .isEqualTo("{\"text\":\"two\"}\n");
        assertThat(shell.run("history", "Note", "a", "--diff", "1", "2").out())
                .isEqualTo("[{\"op\":\"replace\",\"path\":\"/text\",\"value\":\"two\"}]\n");
        Run restored = shell.run("history", "Note", "a", "--restore", "1");
        assertThat(restored.status()).isZero();
        assertThat(restored.err()).contains("version 3");
        assertThat(shell.run("get", "Note", "a").out()).contains("one");
        assertThat(shell.run("history", "Note", "a").out()).hasLineCount(3);
    }

    @Test
    void forget_needsYesAndLeavesNothing() {
        assertThat(shell.run("forget", "Note", "a").status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(shell.run("get", "Note", "a").status()).isZero();
        Run forgotten = shell.run("forget", "Note", "a", "none", "--yes");
        assertThat(forgotten.status()).isZero();
        assertThat(forgotten.err()).contains("1 document forgotten");
        assertThat(shell.run("history", "Note", "a").status()).isEqualTo(ExitStatus.NOT_THERE);
    }
}
