package io.sepia;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program of {@code docs/history.md}. */
class HistoryGuideTest {
    @TempDir
    private Path directory;

    @Test
    void guide_programRunsAndPrintsWhatWas() throws Exception {
        assertThat(new MarkdownProgram(Path.of("docs/history.md"), directory)
                        .run()
                        .lines())
                .containsExactly(
                        "1 {who=ada}",
                        "2 {who=bob}",
                        "Optional[Report[id=report.2024, text=first]]",
                        "[{\"op\":\"replace\",\"path\":\"/text\",\"value\":\"second\"}]",
                        "Report[id=report.2024, text=first], generation 3",
                        "false 3",
                        "1",
                        "251",
                        "0");
    }
}
