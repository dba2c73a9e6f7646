package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.cli.Shell.Run;
import io.sepia.cli.terminal.ExitStatus;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code gc}. */
class GcCommandTest {
    @TempDir
    Path directory;

    private Shell shell;

    private void put(String className, String id, String refersTo) {
        String reference =
                refersTo.isEmpty() ? "" : ",\"to\":{\"$ref\":{\"class\":\"Note\",\"id\":\"" + refersTo + "\"}}";
        shell.input("{\"id\":\"" + id + "\"" + reference + "}").run("put", className, "-");
    }

    @BeforeEach
    void fill() {
        shell = new Shell(directory.resolve("store.db"));
        put("Note", "c", "");
        put("Note", "b", "c");
        put("Note", "a/1", "b");
        put("Note", "loose", "looser");
        put("Note", "looser", "loose");
        put("Page", "p", "a/1");
    }

    private Run ids() {
        return shell.run("list", "Note", "--format", "csv");
    }

    @Test
    void gc_deletesWhatNoRootReaches() {
        Run run = shell.run("gc", "--root", "Page", "--grace", "0", "--yes");
        assertThat(run.status()).isZero();
        assertThat(run.out()).isEqualTo("{\"class\":\"Note\",\"documents\":2}\n");
        assertThat(run.err()).contains("2 documents deleted, 4 kept");
        assertThat(ids().lines()).hasSize(4).noneMatch(line -> line.contains("loose"));
        assertThat(shell.run("gc", "--root", "Note/a/1", "--grace", "0", "--yes", "--ids")
                        .out())
                .isEqualTo("{\"class\":\"Page\",\"id\":\"p\"}\n");
    }

    @Test
    void gc_dryRun_deletesNothing() {
        Run run = shell.run("gc", "--root", "Note/b", "--grace", "0s", "--dry-run", "--ids", "--format", "csv");
        assertThat(run.status()).isZero();
        assertThat(run.lines())
                .containsExactlyInAnyOrder("class,id", "Note,a/1", "Note,loose", "Note,looser", "Page,p");
        assertThat(run.err()).contains("4 documents would be deleted, 2 kept");
        assertThat(shell.run("gc", "--root", "Note/b", "Note/looser", "--grace", "0", "--dry-run")
                        .err())
                .contains("2 documents would be deleted, 4 kept");
        assertThat(ids().lines()).hasSize(6);
    }

    @Test
    void gc_withoutYes_asksOnATerminalAndIsRefusedElsewhere() {
        Run refused = shell.run("gc", "--root", "Page", "--grace", "0");
        assertThat(refused.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(refused.err()).contains("--yes");

        Run no = shell.withErrorsOnTerminal().input("n\n").run("gc", "--root", "Page", "--grace", "0");
        assertThat(no.status()).isZero();
        assertThat(no.err()).contains("Delete 2 documents {Note=2}? [y/N]").contains("nothing was deleted");
        shell.input("").run("gc", "--root", "Page", "--grace", "0");
        assertThat(ids().lines()).hasSize(6);

        assertThat(shell.input("y\n")
                        .run("gc", "--root", "Page", "--grace", "0")
                        .err())
                .contains("2 documents deleted");
        assertThat(ids().lines()).hasSize(4);
        assertThat(shell.input("y\n")
                        .run("gc", "--root", "Page", "--grace", "0")
                        .err())
                .contains("nothing to delete");
    }

    @Test
    void gc_keepsWhatIsYoung() {
        assertThat(shell.run("gc", "--root", "Page", "--yes").err()).contains("0 documents deleted, 6 kept");
        assertThat(shell.run("gc", "--root", "Page", "--yes", "--grace", "2d").out())
                .isEmpty();
    }

    @Test
    void gc_everything_needsItsOption() {
        Run none = shell.run("gc", "--yes", "--grace", "0");
        assertThat(none.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(none.err()).contains("--everything");
        assertThat(shell.run("gc", "--everything", "--root", "Page", "--yes").status())
                .isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(ids().lines()).hasSize(6);
        assertThat(shell.run("gc", "--everything", "--yes", "--grace", "0").err())
                .contains("6 documents deleted");
        assertThat(shell.run("classes").out()).isEmpty();
    }

    @Test
    void gc_badUsage_isRefused() {
        assertThat(shell.run("gc", "--root", "Unknown", "--yes").status()).isEqualTo(ExitStatus.NOT_THERE);
        assertThat(shell.run("gc", "--root", "Note/unknown", "--yes").status()).isEqualTo(ExitStatus.NOT_THERE);
        assertThat(shell.run("gc", "--root", "Note/..", "--yes").status()).isEqualTo(ExitStatus.BAD_INPUT);
        for (String period : new String[] {"1", "-1h", "1w", "h", "", "99999999999999999999s"}) {
            Run run = shell.run("gc", "--root", "Page", "--yes", "--grace", period);
            assertThat(run.status()).as(period).isEqualTo(ExitStatus.BAD_INPUT);
            assertThat(run.err()).as(period).contains("--grace");
        }
        assertThat(new Shell(directory.resolve("absent.db"))
                        .run("gc", "--everything", "--yes")
                        .status())
                .isEqualTo(ExitStatus.NOT_THERE);
        assertThat(ids().lines()).hasSize(6);
    }

    @Test
    void gc_why_listsThePathFromARoot() {
        Run run = shell.run("gc", "--root", "Page", "--why", "Note/c", "--grace", "0", "--format", "csv");
        assertThat(run.status()).isZero();
        assertThat(run.lines()).containsExactly("class,id", "Page,p", "Note,a/1", "Note,b", "Note,c");

        Run loose = shell.run("gc", "--root", "Page", "--why", "Note/loose", "--grace", "0");
        assertThat(loose.status()).isEqualTo(ExitStatus.NOT_THERE);
        assertThat(loose.err()).contains("nothing keeps Note 'loose'");
        assertThat(shell.run("gc", "--root", "Page", "--why", "Note/x", "--grace", "0")
                        .err())
                .contains("there is no Note 'x'");
        assertThat(shell.run("gc", "--root", "Page", "--why", "Note").status()).isEqualTo(ExitStatus.BAD_INPUT);
    }
}
