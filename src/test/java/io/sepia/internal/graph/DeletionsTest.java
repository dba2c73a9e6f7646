package io.sepia.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.OnDelete;
import io.sepia.error.ReferencedException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.memory.InMemoryStorage;
import io.sepia.internal.codec.CodecSettings;
import io.sepia.internal.codec.ObjectCodec;
import io.sepia.internal.condition.Term;
import io.sepia.internal.matching.Query;
import io.sepia.model.Stored;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeletionsTest {
    private final ObjectCodec codec =
            new ObjectCodec(new CodecSettings(null, List.of(), false), new StronglyConnectedComponentsTest.Nowhere());
    private StorageBackend backend;
    private BackendTransaction transaction;
    private Deletions deletions;

    @Stored(onDelete = OnDelete.CLEAR)
    record Known(String id) {}

    @BeforeEach
    void open() {
        backend = InMemoryStorage.open(Map.of());
        transaction = backend.begin(Access.READ_WRITE);
        deletions = new Deletions(codec, new IndexKeeper(() -> {}), transaction, Runnable::run);
    }

    @AfterEach
    void close() {
        transaction.close();
        backend.close();
    }

    private void save(String className, String id, String content) {
        String json = content.replaceAll("@(\\w+)", "{\"\\$ref\":{\"class\":\"Author\",\"id\":\"$1\"}}");
        transaction.save(List.of(new DocumentWrite(
                new ObjectKey(className, id), ObjectType.CONTAINER, json, null, WriteCondition.NONE)));
    }

    private String content(String className, String id) {
        return transaction.load(className, List.of(id)).get(0).content();
    }

    private boolean deleteAda() {
        return deletions.delete(new ObjectKey("Author", "ada"), WriteCondition.NONE);
    }

    @Test
    void delete_classThatLeaves_keepsReferencesToNothing() {
        save("Author", "ada", "{}");
        save("Note", "n", "{\"by\":@ada}");
        assertThat(deleteAda()).isTrue();
        assertThat(content("Note", "n")).contains("\"ada\"");
    }

    @Test
    void delete_classThatClears_takesReferencesOut() {
        transaction.references().rule("Author", OnDelete.CLEAR);
        save("Author", "ada", "{}");
        save("Author", "bob", "{}");
        save("Note", "n", "{\"by\":@ada,\"all\":[@ada,@bob]}");
        assertThat(deleteAda()).isTrue();
        assertThat(content("Note", "n"))
                .isEqualTo("{\"by\":null,\"all\":[{\"$ref\":{\"class\":\"Author\",\"id\":\"bob\"}}]}");
        assertThat(deletions.delete(Map.of("Author", Query.ALL.where(Term.parse("@id = 'bob'")))))
                .isEqualTo(1);
        assertThat(content("Note", "n")).isEqualTo("{\"by\":null,\"all\":[]}");
        assertThat(transaction.load("Note", List.of("n")).get(0).type()).isEqualTo(ObjectType.SERIALIZABLE);
    }

    @Test
    void delete_classThatRefuses_namesTheReferrersAndDeletesNothing() {
        transaction.references().rule("Author", OnDelete.REFUSE);
        save("Author", "ada", "{}");
        save("Author", "bob", "{}");
        save("Note", "n", "{\"by\":@ada}");
        assertThatExceptionOfType(ReferencedException.class)
                .isThrownBy(() -> deletions.delete("Author", List.of("bob", "ada")))
                .withMessageContaining("Author 'ada'")
                .withMessageContaining("Note 'n'");
        assertThat(transaction.ids("Author")).containsExactly("ada", "bob");
        assertThat(deletions.delete("Author", List.of("bob"))).isEqualTo(1);
    }

    @Test
    void delete_objectsThatReferToEachOtherTogether_isNotRefused() {
        transaction.references().rule("Author", OnDelete.REFUSE);
        save("Author", "ada", "{\"friend\":@bob}");
        save("Author", "bob", "{\"friend\":@ada,\"self\":@bob}");
        assertThatExceptionOfType(ReferencedException.class).isThrownBy(this::deleteAda);
        assertThat(deletions.delete("Author", List.of("ada", "bob"))).isEqualTo(2);
    }

    @Test
    void clear_aClassThatRefuses_looksAtOtherClassesOnly() {
        transaction.references().rule("Author", OnDelete.REFUSE);
        save("Author", "ada", "{\"friend\":@bob}");
        save("Author", "bob", "{}");
        save("Note", "n", "{\"by\":@bob}");
        assertThatExceptionOfType(ReferencedException.class).isThrownBy(() -> deletions.clear("Author"));
        transaction.delete("Note", List.of("n"));
        assertThat(deletions.clear("Author")).isEqualTo(2);
    }

    @Test
    void delete_referredObjectOfManyReferrers_namesTenAndSaysThatThereAreMore() {
        transaction.references().rule("Author", OnDelete.REFUSE);
        save("Author", "ada", "{}");
        for (int i = 0; i < 11; i++) {
            save("Note", "n" + i, "{\"by\":@ada}");
        }
        assertThatExceptionOfType(ReferencedException.class)
                .isThrownBy(this::deleteAda)
                .satisfies(refused -> assertThat(refused.referrers()).hasSize(10));
    }

    @Test
    void rule_ofAClassInThisProgram_goesBeforeTheOneThatTheStoreRemembers() {
        codec.model(Known.class);
        transaction.references().rule("Known", OnDelete.REFUSE);
        save("Known", "k", "{}");
        save("Note", "n", "{\"by\":{\"$ref\":{\"class\":\"Known\",\"id\":\"k\"}}}");
        assertThat(deletions.delete("Known", List.of("k"))).isEqualTo(1);
        assertThat(content("Note", "n")).isEqualTo("{\"by\":null}");
    }
}
