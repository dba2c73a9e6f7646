package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs the README's Java, which a new user copies. */
class ReadmeTest {
    @TempDir
    Path directory;

    @Test
    void readme_javaCompilesAndRuns() throws Exception {
        Path readme = Path.of("README.md");
        String printed = new MarkdownProgram(readme, directory).run();
        assertThat(printed.lines()).containsExactly("Engine by Ada Lovelace, version 1", "1 note, {Author=1, Note=1}");
        assertThat(Files.readString(readme)).contains("```text\n" + printed.strip() + "\n```");
        assertThat(directory.resolve("app_data.db")).isNotEmptyFile();
    }
}
