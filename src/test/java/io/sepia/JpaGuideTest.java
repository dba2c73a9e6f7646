package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java of the guide to persistence units must compile and run as it stands. */
class JpaGuideTest {
    @TempDir
    Path directory;

    @Test
    void guide_javaCompilesAndRuns() throws Exception {
        assertThat(new MarkdownProgram(Path.of("docs/jpa.md"), directory).run().lines())
                .containsExactly("[Note 'n1' version 1] [Engine]");
    }
}
