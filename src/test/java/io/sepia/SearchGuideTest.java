package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program of {@code docs/search.md}. */
class SearchGuideTest {
    @TempDir
    private Path directory;

    @Test
    void guide_programFindsWhatThePageSays() throws Exception {
        assertThat(new MarkdownProgram(Path.of("docs/search.md"), directory)
                        .run()
                        .lines())
                .containsExactly("a: It [weaves] algebraic patterns as the loom [weaves] flowers.", "[b]", "1", "c");
    }
}
