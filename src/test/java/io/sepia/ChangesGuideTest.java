package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program of {@code docs/changes.md}. */
class ChangesGuideTest {
    @TempDir
    private Path directory;

    @Test
    void guide_programRunsAndPrintsWhatHappened() throws Exception {
        assertThat(new MarkdownProgram(Path.of("docs/changes.md"), directory)
                        .run()
                        .lines())
                .containsExactly(
                        "told of note 'n1': CREATED 1",
                        "then note 'n1': DELETED",
                        "CREATED 1 {who=ada}",
                        "DELETED 1 {}",
                        "shown: []",
                        "shown: [Note[id=n2, title=Algebra]]");
    }
}
