package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.cli.Shell.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoverCommandTest {
    @TempDir
    private Path directory;

    @Test
    void recover_ofAFileWithoutHeader_salvagesItsDocuments() throws IOException {
        Shell shell = new Shell(directory.resolve("store.db"));
        shell.input("{\"id\":\"a\"}\n{\"id\":\"b\"}\n").run("import", "Note", "-");
        byte[] bytes = Files.readAllBytes(shell.store());
        Arrays.fill(bytes, 0, 4_096, (byte) 0);
        Files.write(shell.store(), bytes);
        String file = shell.store().toString();
        String to = directory.resolve("new.db").toString();

        Run run = shell.runExactly("recover", file, to);

        assertThat(run.status()).isEqualTo(5);
        assertThat(run.err()).startsWith("2 documents, 0 generations and 0 events salvaged (");
        assertThat(run.out()).contains("header of the file is lost");
        assertThat(shell.runExactly("--store", to, "list", "Note").lines()).hasSize(2);
        assertThat(Files.readAllBytes(shell.store())).isEqualTo(bytes);
        assertThat(shell.runExactly("recover", file, to).status()).isEqualTo(2);
        assertThat(shell.runExactly("recover", file, file).status()).isEqualTo(2);
        assertThat(shell.runExactly("recover", to + ".none", to).status()).isEqualTo(1);
    }
}
