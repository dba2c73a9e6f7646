package sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Storage;
import jakarta.persistence.PersistenceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionsTest {
    @TempDir
    Path directory;

    @Test
    void sqlite_documentsAndEntities_areStoredTogether() throws IOException {
        Path file = directory.resolve("decisions.db");
        try (Decisions decisions = new Decisions("decisions", Map.of("sepia.database_path", file))) {
            run(decisions);
        }
        try (Storage storage = Storage.open(file)) {
            assertThat(storage.count(Feature.class)).isEqualTo(68);
        }
    }

    @Test
    void h2_documentsAndEntities_areStoredTogether() throws IOException {
        String url = "jdbc:h2:mem:" + UUID.randomUUID();
        try (Decisions decisions = new Decisions("decisions-on-h2", Map.of("jakarta.persistence.jdbc.url", url))) {
            run(decisions);
        }
    }

    private static void run(Decisions decisions) throws IOException {
        assertThat(decisions.publish("shop")).isEqualTo(68);
        assertThat(decisions.publish("blog")).isEqualTo(68);
        decisions.adopt("shop", "css.properties.gap", "none needed");
        decisions.adopt("shop", "css.properties.reading-flow", "the order of the document");
        decisions.adopt("blog", "css.properties.gap", "margins");

        // The entity's unique constraint is violated after the document was written: neither is stored.
        assertThatThrownBy(() -> decisions.adopt("shop", "css.properties.gap", "once more"))
                .isInstanceOf(PersistenceException.class);
        // The document to load is not stored, so the entity is not stored either.
        assertThatThrownBy(() -> decisions.adopt("shop", "css.properties.no-such", "none"))
                .hasMessageContaining("css.properties.no-such");

        assertThat(decisions.report())
                .containsExactlyInAnyOrder(
                        "blog: css.properties.gap since 2026-11-24, fallback: margins",
                        "shop: css.properties.gap since 2026-11-24, fallback: none needed",
                        "shop: css.properties.reading-flow since 2026-11-24, fallback: the order of the document");
        List<Assessment> assessments =
                decisions.storage().stream(Assessment.class).toList();
        assertThat(assessments).hasSize(3);
        assertThat(assessments)
                .filteredOn(each -> each.feature().id().endsWith("reading-flow"))
                .singleElement()
                .satisfies(each -> assertThat(each.missingIn())
                        .contains("firefox", "safari")
                        .doesNotContain("chrome"));
        assertThat(decisions.storage().load(Feature.class, "css.properties.gap").missingIn())
                .containsExactly("ie");
    }
}
