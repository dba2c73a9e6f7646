package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.document.ObjectKey;
import io.sepia.model.Ref;
import io.sepia.model.Stored;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Finding the objects that refer to an object. */
interface ReferrerContract extends StorageFixture {
    /** The target of references. */
    @Stored("pointed")
    record Pointed(String id) {}

    /** An embedded value with a reference. */
    final class Inner {
        Pointed pointed;
        Map<String, List<Pointed>> deep = new LinkedHashMap<>();
    }

    /** An object with every kind of reference. */
    @Stored("pointing")
    final class Pointing {
        String id;
        Pointed single;
        List<Pointed> list = new ArrayList<>();
        Map<String, Pointed> map = new LinkedHashMap<>();
        Optional<Pointed> optional = Optional.empty();
        Pointed[] array = {};
        Ref<Pointed> ref;
        Inner inner;
        Pointing other;

        Pointing() {}

        Pointing(String id) {
            this.id = id;
        }
    }

    private List<String> pointing(String id) {
        return storage().whoReferences(Pointed.class, id).stream()
                .map(ObjectKey::toString)
                .sorted()
                .toList();
    }

    @Test
    default void whoReferences_findsReferencesInEveryPosition() {
        Pointed pointed = new Pointed("p");
        storage().save(pointed);
        List<Pointing> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(new Pointing("x" + i));
        }
        all.get(0).single = pointed;
        all.get(1).list.add(pointed);
        all.get(2).map.put("key", pointed);
        all.get(3).optional = Optional.of(pointed);
        all.get(4).array = new Pointed[] {pointed};
        all.get(5).ref = storage().load(Pointed.class, "p") == null ? null : Ref.of(pointed);
        all.get(6).inner = new Inner();
        all.get(6).inner.pointed = pointed;
        all.get(7).inner = new Inner();
        all.get(7).inner.deep.put("key", List.of(pointed));
        storage().saveAll(all);

        assertThat(pointing("p"))
                .containsExactlyElementsOf(all.stream()
                        .map(each -> new ObjectKey("pointing", each.id).toString())
                        .toList());
        assertThat(pointing("q")).isEmpty();
    }

    @Test
    default void whoReferences_afterSavesOfEachKind_isRight() {
        Pointing pointing = new Pointing("x");
        pointing.single = new Pointed("a");
        storage().save(pointing);
        assertThat(pointing("a")).hasSize(1);

        pointing.single = new Pointed("b");
        storage().update(pointing);
        assertThat(pointing("a")).isEmpty();
        assertThat(pointing("b")).hasSize(1);

        pointing.single = null;
        storage().save(pointing);
        assertThat(pointing("b")).isEmpty();

        pointing.list.add(new Pointed("b"));
        storage().saveGraph(pointing);
        assertThat(pointing("b")).hasSize(1);

        storage().delete(Pointing.class, "x");
        assertThat(pointing("b")).isEmpty();
    }

    @Test
    default void whoReferences_ofDocumentsWithoutClass_isKeptToo() {
        storage().documents("page").save("one", "{\"to\":[{\"$ref\":{\"class\":\"page\",\"id\":\"two\"}}]}");
        storage().documents("page").save("{\"id\":\"three\",\"to\":{\"$ref\":{\"id\":\"two\",\"class\":\"page\"}}}");
        storage()
                .documents("page")
                .insertAll(Map.of("four", "{\"to\":{\"$ref\":{\"class\":\"page\",\"id\":\"two\"}},\"no\":1}"));

        assertThat(storage().documents("page").whoReferences("two"))
                .extracting(ObjectKey::id)
                .containsExactlyInAnyOrder("one", "three", "four");
        storage().documents("page").update("three", "{}");
        storage().documents("page").delete("four");
        assertThat(storage().documents("page").whoReferences("two"))
                .extracting(ObjectKey::id)
                .containsExactly("one");
    }

    @Test
    default void whoReferences_anApplicationsOwnDataOfThatForm_isNone() {
        storage().save(new Pointed("p"));
        Map<String, Object> data = Map.of("$ref", Map.of("class", "pointed", "id", "p"));
        record Holder(String id, Object data) {}
        storage().save(new Holder("h", data));

        assertThat(pointing("p")).isEmpty();
    }

    @Test
    default void whoReferences_asAStream_readsOnInPages() {
        List<Pointing> many = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            Pointing each = new Pointing("x" + i);
            each.single = new Pointed("p");
            many.add(each);
        }
        storage().saveAll(many);

        try (Stream<ObjectKey> referrers = storage().documents("pointed").referrers("p")) {
            assertThat(referrers.distinct()).hasSize(600);
        }
        try (Stream<ObjectKey> referrers = storage().documents("pointed").referrers("p")) {
            assertThat(referrers.findAny()).isPresent();
        }
    }

    @Test
    default void whoReferences_inATransaction_seesItsOwnWritesOnly() {
        Pointing pointing = new Pointing("x");
        pointing.single = new Pointed("p");
        rolledBack(tx -> {
            tx.save(pointing);
            assertThat(tx.whoReferences(Pointed.class, "p")).hasSize(1);
        });
        assertThat(pointing("p")).isEmpty();
    }

    @Test
    default void whoReferences_inAnotherStore_isOfItsOwn() {
        Pointing pointing = new Pointing("x");
        pointing.single = new Pointed("p");
        storage().save(pointing);
        Storage other = open(builder -> builder);

        assertThat(other.whoReferences(Pointed.class, "p")).isEmpty();
    }
}
