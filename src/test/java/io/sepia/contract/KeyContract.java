package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.document.ObjectKey;
import io.sepia.error.InvalidKeyException;
import io.sepia.model.ObjectId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ids are stored exactly, or refused. */
interface KeyContract extends StorageFixture {
    record Named(@ObjectId String name) {}

    static List<String> refusedIds() {
        return List.of("", ".", "..", "a\0b", "\uD83D", "a\uDE00b", "\uDE00\uD83D", "x".repeat(513), "é".repeat(257));
    }

    static List<String> keptIds() {
        return List.of(
                "../x",
                "/etc/passwd",
                "C:\\x",
                "a/b",
                "...",
                "a.",
                "a ",
                " a",
                "a",
                "A",
                "é",
                "e\u0301",
                "ß",
                "ss",
                "\u202Ea",
                "a\nb",
                "a\r\nb",
                "\t",
                "CON",
                "x' or '1'='1",
                "100%",
                "_",
                "\uD83D\uDE00",
                "\uFFFD",
                "\uFFFF",
                "\u0001",
                "\u00A0",
                "note.3",
                "x".repeat(512),
                "\uD83D\uDE00".repeat(128));
    }

    @ParameterizedTest
    @MethodSource("refusedIds")
    default void anyVerb_invalidId_isRefused(String id) {
        List<Runnable> verbs = List.of(
                () -> storage().save(new Named(id)),
                () -> storage().insert(new Named(id)),
                () -> storage().update(new Named(id)),
                () -> storage().saveGraph(new Named(id)),
                () -> storage().saveAll(List.of(new Named("fine"), new Named(id))),
                () -> storage().load(Named.class, id),
                () -> storage().find(Named.class, id),
                () -> storage().findVersioned(Named.class, id),
                () -> storage().loadAll(Named.class, List.of(id)),
                () -> storage().exists(Named.class, id),
                () -> storage().delete(Named.class, id),
                () -> storage().delete(new Named(id)),
                () -> storage().deleteAll(Named.class, List.of("a", id)),
                () -> storage().documents("Named").save(id, "{}"),
                () -> storage().documents("Named").find(id),
                () -> storage().documents("Named").delete(id),
                () -> storage().documents(id.length() > 500 ? id : id + "\0"));
        for (Runnable each : verbs) {
            assertThatExceptionOfType(InvalidKeyException.class).isThrownBy(each::run);
        }
        assertThat(storage().classes()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("keptIds")
    default void save_unusualId_isKeptExactly(String id) {
        storage().save(new Named(id));
        assertThat(storage().load(Named.class, id)).isEqualTo(new Named(id));
        assertThat(storage().ids(Named.class)).containsExactly(id);
        assertThat(storage().delete(Named.class, id)).isTrue();
        assertThat(storage().exists(Named.class, id)).isFalse();
    }

    @Test
    default void ids_unusualOnes_areAllDifferentAndInUtf8Order() {
        storage().saveAll(keptIds().stream().map(Named::new).toList());
        List<String> sorted = keptIds().stream().sorted(ObjectKey.TEXT_ORDER).toList();
        assertThat(storage().ids(Named.class)).containsExactlyElementsOf(sorted);
        assertThat(storage().contents().ids().get("Named")).containsExactlyElementsOf(sorted);
        try (var stream = storage().stream(Named.class)) {
            assertThat(stream.map(Named::name)).containsExactlyElementsOf(sorted);
        }
        assertThat(storage().loadAll(Named.class, keptIds()))
                .extracting(Named::name)
                .containsExactlyElementsOf(keptIds());
    }
}
