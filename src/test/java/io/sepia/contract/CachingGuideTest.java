package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.internal.cache.CacheSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the code of {@code docs/caching.md}, of which this is a copy, and compares its options with the defaults. */
class CachingGuideTest {
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern OPTION = Pattern.compile("\\| `(document_cache\\w*)` \\| `?(-?\\w+)`? \\|");

    @TempDir
    private Path directory;

    static class Note {
        String id;
    }

    @Test
    void guide_codeRuns() throws Exception {
        try (Storage storage = Storage.open(directory.resolve("app_data.db"))) {
            Note saved = new Note();
            saved.id = "n1";
            storage.save(saved);

            Note lately = storage.load(Note.class, "n1");
            Note now = storage.fresh().load(Note.class, "n1");

            assertThat(lately.id).isEqualTo(now.id);
        }
        String block = BLOCK.matcher(Files.readString(Path.of("docs/caching.md")))
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();
        assertThat(block.lines().map(line -> line.replaceAll("\\s*//.*", "")))
                .containsExactly(
                        "Note lately = storage.load(Note.class, \"n1\");",
                        "Note now = storage.fresh().load(Note.class, \"n1\");");
    }

    @Test
    void guide_optionsAreThoseOfTheStore() throws Exception {
        for (String page : List.of("docs/caching.md", "docs/configuration.md")) {
            List<MatchResult> options =
                    OPTION.matcher(Files.readString(Path.of(page))).results().toList();
            assertThat(options).as(page).hasSize(2);
            assertThat(options)
                    .allSatisfy(each -> assertThat(CacheSettings.OPTIONS).anySatisfy(option -> {
                        assertThat(option.name()).isEqualTo(each.group(1));
                        assertThat(String.valueOf(option.fallback())).isEqualTo(each.group(2));
                    }));
        }
    }
}
