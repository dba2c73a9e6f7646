package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program of {@code docs/garbage-collection.md}. */
class GarbageGuideTest {
    @TempDir
    private Path directory;

    @Test
    void guide_programRunsAndPrintsWhatHappened() throws Exception {
        assertThat(new MarkdownProgram(Path.of("docs/garbage-collection.md"), directory)
                        .run()
                        .lines())
                .containsExactly(
                        "would delete {page=1}", "p1 is kept by [book 'b1', page 'p1']", "deleted page 'p2'", "0 more");
    }
}
