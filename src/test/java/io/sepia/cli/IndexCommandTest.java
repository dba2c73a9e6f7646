package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.cli.Shell.Run;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IndexCommandTest extends CommandFixture {
    @BeforeEach
    void fill() {
        shell.input("{\"id\":\"a\",\"kind\":\"x\"}").run("put", "Note");
        shell.input("{\"id\":\"b\",\"kind\":\"x\"}").run("put", "Note");
    }

    @Test
    void index_addedListedRebuiltAndDropped() {
        assertThat(shell.run("index", "add", "Note", "kind", "sub.\"a.b\"").status())
                .isZero();
        assertThat(shell.run("index", "list", "--format", "json").out())
                .isEqualTo("{\"class\":\"Note\",\"fields\":\"kind, sub.\\\"a.b\\\"\",\"unique\":false,"
                        + "\"declared\":false}\n");
        assertThat(shell.run("index", "list", "Other").out()).isEmpty();
        assertThat(shell.run("index", "rebuild").status()).isZero();
        assertThat(shell.run("index", "rebuild", "Note").status()).isZero();
        assertThat(shell.run("index", "drop", "Note", "kind", "sub.\"a.b\"").status())
                .isZero();
        assertThat(shell.run("index", "list").out()).isEmpty();
    }

    @Test
    void drop_ofWhatIsNotThere_hasStatus1() {
        Run run = shell.run("index", "drop", "Note", "kind");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("Note (kind)");
    }

    @Test
    void add_uniqueOverDuplicates_hasStatus4AndNamesThem() {
        Run run = shell.run("index", "add", "Note", "kind", "--unique");
        assertThat(run.status()).isEqualTo(4);
        assertThat(run.err()).contains("kind", "'a'", "'b'").doesNotContain("\"x\"");
        assertThat(shell.run("index", "list").out()).isEmpty();
    }

    @Test
    void index_withoutCommandOrFields_isBadUsage() {
        assertThat(shell.run("index").status()).isEqualTo(2);
        assertThat(shell.run("index", "add", "Note").status()).isEqualTo(2);
        assertThat(shell.run("index", "add", "Note", "a..b").status()).isEqualTo(2);
    }
}
