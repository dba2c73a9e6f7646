package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.cli.Shell.Run;
import io.sepia.cli.terminal.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupCommandTest {
    @TempDir
    Path directory;

    private Shell shell;
    private Path file;
    private Path backups;

    @BeforeEach
    void open() throws IOException {
        file = directory.resolve("store.db");
        backups = Files.createDirectory(directory.resolve("backups"));
        shell = new Shell(file);
        try (Storage storage = Storage.open(file)) {
            storage.documents("Note").save("a", "{\"text\":\"first\"}");
        }
    }

    private void change() {
        assertThat(shell.input("{\"id\":\"a\",\"text\":\"second\"}")
                        .run("put", "Note")
                        .status())
                .isZero();
    }

    @Test
    void backup_thenRestoreWithReplace_bringsTheOldContentsBack() {
        Path backup = backups.resolve("b.db");
        Run made = shell.run("backup", backup.toString());
        assertThat(made.status()).isZero();
        assertThat(made.out()).isEqualTo(backup + System.lineSeparator());
        assertThat(made.err()).contains("bytes backed up");
        change();

        Run conflict = shell.run("restore", backup.toString());
        assertThat(conflict.status()).isEqualTo(ExitStatus.CONFLICT);
        assertThat(shell.run("get", "Note", "a").out()).contains("second");
        Run skipped = shell.run("restore", backup.toString(), "--on-conflict", "skip");
        assertThat(skipped.err()).contains("1 skipped");

        Run restored = shell.run("restore", backup.toString(), "--replace");
        assertThat(restored.status()).isZero();
        assertThat(shell.run("get", "Note", "a").out()).contains("first");
    }

    @Test
    void backup_archive_isRestoredToANewDirectoryAndFile() {
        Path backup = backups.resolve("b.tar");
        assertThat(shell.run("backup", backup.toString()).status()).isZero();
        String target = "file:" + directory.resolve("files");
        assertThat(shell.runExactly("--store", target, "restore", backup.toString())
                        .status())
                .isZero();
        assertThat(shell.runExactly("--store", target, "get", "Note", "a").out())
                .contains("first");
        assertThat(shell.runExactly("--store", target, "restore", backup.toString(), "--replace")
                        .status())
                .isEqualTo(ExitStatus.BAD_INPUT);
        String other = directory.resolve("other.db").toString();
        assertThat(shell.runExactly("--store", other, "restore", backup.toString())
                        .status())
                .isZero();
        assertThat(shell.runExactly("--store", other, "count", "Note").out()).contains("1");
    }

    @Test
    void backup_keep_deletesOlderOnesThatListShows() {
        for (int i = 0; i < 3; i++) {
            assertThat(shell.run("backup", backups.toString()).status()).isZero();
        }
        assertThat(shell.run("backup", "--list", backups.toString()).out().lines())
                .hasSize(3)
                .allMatch(each -> each.contains("\"file\":\"store-"));
        assertThat(shell.run("backup", backups.toString(), "--keep", "2").err()).contains("deleted");
        assertThat(shell.run("backup", "--list", backups.toString()).out().lines())
                .hasSize(2);
        assertThat(shell.run("backup", backups.toString(), "--keep", "1", "--days", "1")
                        .err())
                .doesNotContain("deleted");
        assertThat(shell.run("backup", backups.toString(), "--keep", "0").status())
                .isEqualTo(ExitStatus.BAD_INPUT);
    }

    @Test
    void backup_keep_leavesTheBackupsOfOtherStoresInTheDirectory() {
        String other = directory.resolve("other.db").toString();
        try (Storage storage = Storage.open(Path.of(other))) {
            storage.contents().backupTo(backups);
            storage.contents().backupTo(backups);
        }
        shell.run("backup", backups.toString());
        shell.run("backup", backups.toString(), "--keep", "1");
        assertThat(shell.run("backup", "--list", backups.toString()).out().lines())
                .hasSize(3)
                .filteredOn(each -> each.contains("\"file\":\"other-"))
                .hasSize(2);
        Run single = shell.run("backup", backups.resolve("single.db").toString(), "--keep", "1");
        assertThat(single.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(backups.resolve("single.db")).doesNotExist();
    }

    @Test
    void verify_damagedOrMissing_hasAStatusOfItsOwn() throws IOException {
        Path backup = backups.resolve("b.tar");
        shell.run("backup", backup.toString());
        assertThat(shell.run("backup", "--verify", backup.toString()).status()).isZero();
        byte[] bytes = Files.readAllBytes(backup);
        bytes[600] ^= 1;
        Files.write(backup, bytes);
        Run damaged = shell.run("backup", "--verify", backup.toString());
        assertThat(damaged.status()).isEqualTo(ExitStatus.DAMAGE);
        assertThat(damaged.err()).contains(backup.toString()).contains("damaged");
        assertThat(shell.run("backup", "--verify", backups.resolve("none.db").toString())
                        .status())
                .isEqualTo(ExitStatus.BAD_INPUT);
    }

    @Test
    void restore_fileInUse_isRefusedWithTheStatusOfAConflict() {
        Path backup = backups.resolve("b.db");
        shell.run("backup", backup.toString());
        try (Storage storage = Storage.open(file)) {
            storage.documents("Note").count();
            Run refused = shell.run("restore", backup.toString(), "--replace");
            assertThat(refused.status()).isEqualTo(ExitStatus.CONFLICT);
            assertThat(refused.err()).contains("in use");
        }
    }
}
