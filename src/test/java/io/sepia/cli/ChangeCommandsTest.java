package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.cli.Shell.Run;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.document.OnDelete;
import io.sepia.model.Stored;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands {@code changes}, {@code watch} and {@code events}. */
class ChangeCommandsTest extends CommandFixture {
    @BeforeEach
    void fill() {
        shell.input("{\"id\":\"a\"}").run("put", "Note", "-");
    }

    private void put(String className, String id) {
        shell.input("{\"id\":\"" + id + "\"}").run("put", className, "-");
    }

    @Test
    void changes_ofAStoreWithoutLog_sayHowToSwitchItOn() {
        Run run = shell.run("changes");
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(run.err()).contains("changes=on");
        assertThat(shell.run("watch").status()).isEqualTo(ExitStatus.BAD_INPUT);
    }

    @Test
    void changes_sinceTheCursorOfTheLastLine_goOn() {
        Run on = shell.run("changes", "--keep", "on");
        assertThat(on.status()).isZero();
        assertThat(on.err()).contains("is on");
        put("Note", "b");

        Run all = shell.run("changes", "--format", "csv");
        assertThat(all.out().lines()).hasSize(3).first().isEqualTo("class,id,kind,version,time,cursor");
        String last = all.lines().get(2);
        assertThat(last).startsWith("Note,b,created,1,");
        String cursor = last.substring(last.lastIndexOf(',') + 1);
        shell.run("delete", "Note", "a");

        assertThat(shell.run("changes", "--since", cursor).out())
                .startsWith("{\"class\":\"Note\",\"id\":\"a\",\"kind\":\"deleted\",\"version\":1,")
                .hasLineCount(1);
        assertThat(shell.run("changes", "--limit", "1").out()).hasLineCount(1);
    }

    @Test
    void changes_badUsage_isRefused() {
        shell.run("changes", "--keep", "on");
        assertThat(shell.run("changes", "--since", "nonsense").status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(shell.run("changes", "--since", "ff-1").status()).isEqualTo(ExitStatus.CONFLICT);
        assertThat(shell.run("changes", "--limit", "0").status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(shell.run("changes", "--keep", "perhaps").status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(new Shell(directory.resolve("absent.db")).run("changes").status())
                .isEqualTo(ExitStatus.NOT_THERE);
        assertThat(new Shell(directory.resolve("absent.db"))
                        .run("changes", "--keep", "on")
                        .status())
                .isEqualTo(ExitStatus.NOT_THERE);
    }

    @Test
    void watch_showsExternalChangesAsTheyAreCommitted() throws Exception {
        shell.run("changes", "--keep", "on");
        try (Storage storage = Storage.open(shell.store())) {
            CompletableFuture<Run> watching =
                    CompletableFuture.supplyAsync(() -> shell.run("watch", "Note", "--count", "2"));
            for (int i = 0; !watching.isDone() && i < 600; i++) {
                storage.documents("Other").save("o", "{}");
                storage.documents("Note").save("w" + i, "{}");
                Thread.sleep(20);
            }
            Run run = watching.get(10, TimeUnit.SECONDS);
            assertThat(run.status()).isZero();
            assertThat(run.err()).contains("watching");
            assertThat(run.lines()).hasSize(2).allMatch(line -> line.startsWith("{\"class\":\"Note\",\"id\":\"w"));
        }
        assertThat(shell.run("watch", "--count", "0").status()).isEqualTo(ExitStatus.BAD_INPUT);
    }

    @Test
    void queryWatch_showsHowTheResultChanges() throws Exception {
        assertThat(shell.run("query", "Note", "--watch").err()).contains("changes=on");
        shell.run("changes", "--keep", "on");
        try (Storage storage = Storage.open(shell.store())) {
            CompletableFuture<Run> watching = CompletableFuture.supplyAsync(() ->
                    shell.run("query", "Note", "--order-by", "n desc", "--limit", "1", "--watch", "--stop-after", "3"));
            for (int i = 0; !watching.isDone() && i < 600; i++) {
                storage.documents("Other").save("o", "{}");
                storage.documents("Note").save("w", "{\"n\":1}");
                Thread.sleep(20);
                storage.documents("Note").delete("w");
                Thread.sleep(20);
            }
            Run run = watching.get(10, TimeUnit.SECONDS);
            assertThat(run.status()).isZero();
            assertThat(run.err()).contains("watching Note where");
            assertThat(run.lines()).hasSize(3);
            assertThat(run.lines().get(0))
                    .startsWith("{\"change\":\"entered\",\"id\":\"")
                    .contains("\"from\":null,\"to\":0");
            assertThat(run.lines().get(1)).contains("\"change\":\"left\"", "\"from\":0,\"to\":null,\"content\":null");
        }
    }

    @Test
    void queryWatch_badUsage_isRefused() {
        for (String other : new String[] {"--count", "--explain", "--fields=id", "--stop-after=0"}) {
            assertThat(shell.run("query", "Note", "--watch", other).status()).isEqualTo(ExitStatus.BAD_INPUT);
        }
        assertThat(shell.run("query", "Note", "--stop-after", "1").status()).isEqualTo(ExitStatus.BAD_INPUT);
    }

    @Test
    void events_ofStoreClassAndObject_areListed() {
        try (Storage storage =
                StorageBuilder.of(shell.store()).option("events", "Note,Other").open()) {
            storage.documents("Note").save("a", "{}", "{\"who\":\"ada\"}");
            storage.documents("Other").save("o", "{}");
            storage.documents("Note").history("a").logActivity("read", Map.of("times", 2));
        }
        shell.run("delete", "Note", "a");

        assertThat(shell.run("events").out()).hasLineCount(4);
        assertThat(shell.run("events", "Note").out()).hasLineCount(3);
        Run ofObject = shell.run("events", "Note", "a", "--format", "csv");
        assertThat(ofObject.lines().get(1)).startsWith("Note,a,updated,2,").endsWith("\"{\"\"who\"\":\"\"ada\"\"}\"");
        assertThat(ofObject.lines().get(2)).startsWith("Note,a,activity,2,");
        assertThat(ofObject.lines().get(3)).startsWith("Note,a,deleted,2,");
        assertThat(shell.run("events", "Note", "unknown").out()).isEmpty();
        assertThat(shell.run("events", "--until", "2020-01-01T00:00:00Z").out()).isEmpty();
        assertThat(shell.run("events", "--from", "2020-01-01T00:00:00Z").out()).hasLineCount(4);
        assertThat(shell.run("events", "--from", "yesterday").status()).isEqualTo(ExitStatus.BAD_INPUT);
    }

    @Test
    void references_ofAnObject_areListed() {
        for (String id : new String[] {"b", "c"}) {
            shell.input("{\"id\":\"" + id + "\",\"to\":{\"$ref\":{\"class\":\"Note\",\"id\":\"a\"}}}")
                    .run("put", "Note", "-");
        }
        assertThat(shell.run("references", "Note", "a").lines())
                .containsExactlyInAnyOrder("{\"class\":\"Note\",\"id\":\"b\"}", "{\"class\":\"Note\",\"id\":\"c\"}");
        assertThat(shell.run("references", "Note", "a", "--format", "csv").lines())
                .hasSize(3)
                .startsWith("class,id");
        assertThat(shell.run("references", "Note", "unknown").out()).isEmpty();
        assertThat(shell.run("references", "Note", "unknown").status()).isZero();
        assertThat(shell.run("references", "Note").status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(shell.run("references", "Note", "..").status()).isEqualTo(ExitStatus.BAD_INPUT);
    }

    @Test
    void delete_ofWhatItsClassHolds_isRefusedWithoutTheClass() {
        try (Storage storage = Storage.open(shell.store())) {
            storage.save(new Held("h"));
        }
        shell.input("{\"id\":\"b\",\"to\":{\"$ref\":{\"class\":\"Held\",\"id\":\"h\"}}}")
                .run("put", "Note", "-");

        Run refused = shell.run("delete", "Held", "h");
        assertThat(refused.status()).isEqualTo(ExitStatus.CONFLICT);
        assertThat(refused.err()).contains("Note 'b'").hasLineCount(1);
        shell.run("delete", "Note", "b");
        assertThat(shell.run("delete", "Held", "h").status()).isZero();
    }

    /** A class that this test has and the command line does not. */
    @Stored(onDelete = OnDelete.REFUSE)
    record Held(String id) {}
}
