package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sepia.Storage;
import io.sepia.document.OnDelete;
import io.sepia.document.StoredDocument;
import io.sepia.model.Ref;
import io.sepia.model.Stored;
import jakarta.persistence.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Operations of the store that fail after they have written a part: nothing of them is stored. */
interface FailedOperationContract extends StorageFixture {
    /** More than the store writes in one call of the backend. */
    int MANY = 300;

    class Part {
        String id;

        @Version
        long version;

        String text = "text";
    }

    class Holder {
        String id;
        Part part = new Part();
        Unwritable other = new Unwritable();
    }

    @Stored
    class Unwritable {
        String id = "unwritable";

        @JsonProperty
        public String getText() {
            throw new IllegalStateException("a getter that throws");
        }
    }

    @Stored(onDelete = OnDelete.REFUSE)
    record Target(String id) {}

    record Referrer(String id, Ref<Target> target) {}

    private static List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            parts.add(new Part());
        }
        return parts;
    }

    private static Map<String, String> contents(Storage store) {
        Map<String, String> contents = new LinkedHashMap<>();
        for (String each : store.classes().keySet()) {
            for (StoredDocument document : store.documents(each).query().list()) {
                contents.put(document.key().toString(), document.version() + document.content());
            }
        }
        return contents;
    }

    @Test
    default void save_failingAfterAPart_storesNothingAndTakesIdsAndVersionsBack() {
        Storage store = storage();
        Part stored = store.save(new Part());
        Map<String, String> before = contents(store);
        List<Part> parts = parts();
        List<Object> broken = new ArrayList<>(parts);
        broken.add(new Unwritable());
        Part copy = new Part();
        copy.id = stored.id;
        List<Part> twice = new ArrayList<>(parts);
        twice.add(copy);
        List<Part> unknown = new ArrayList<>(List.of(stored));
        unknown.add(new Part());
        Holder holder = new Holder();
        List<Runnable> operations = List.of(
                () -> store.saveAll(broken),
                () -> store.insertAll(twice),
                () -> store.updateAll(unknown),
                () -> store.save(holder),
                () -> store.saveGraph(holder));
        for (Runnable each : operations) {
            assertThatThrownBy(each::run).isInstanceOf(RuntimeException.class);
            assertThat(contents(store)).isEqualTo(before);
        }
        assertThat(parts).allSatisfy(part -> {
            assertThat(part.id).isNull();
            assertThat(part.version).isZero();
        });
        assertThat(holder.id).isNull();
        assertThat(holder.part.id).isNull();
        assertThat(stored.version).isEqualTo(1);
    }

    @Test
    default void deletion_refusedForOneObject_deletesNothing() {
        Storage store = storage();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            store.save(new Target("t" + i));
            ids.add("t" + i);
        }
        store.save(new Referrer("r", Ref.to(Target.class, "t" + (MANY - 1))));
        Map<String, String> before = contents(store);
        List<Runnable> operations = List.of(
                () -> store.delete(Target.class, "t" + (MANY - 1)),
                () -> store.deleteAll(Target.class, ids),
                () -> store.query(Target.class).delete(),
                () -> store.clear(Target.class));
        for (Runnable each : operations) {
            assertThatThrownBy(each::run).isInstanceOf(RuntimeException.class);
            assertThat(contents(store)).isEqualTo(before);
        }
    }
}
