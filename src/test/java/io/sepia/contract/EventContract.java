package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.groups.Tuple.tuple;

import io.sepia.Storage;
import io.sepia.change.Event;
import io.sepia.change.EventFilter;
import io.sepia.change.EventType;
import io.sepia.document.ObjectKey;
import io.sepia.error.ConfigurationException;
import io.sepia.model.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The event log as applications use it. */
interface EventContract extends StorageFixture {
    /** A class with events. */
    @Stored(value = "logged", events = true)
    final class Logged {
        String id;
        String text = "";
        List<Logged> others = new ArrayList<>();

        Logged() {}

        Logged(String id) {
            this.id = id;
        }
    }

    /** A class without events. */
    record Silent(String id) {}

    private List<String> told(Object id) {
        return storage().history(Logged.class, id).events().stream()
                .map(each -> each.type() + " " + each.generation())
                .toList();
    }

    @Test
    default void events_unlessSwitchedOn_areNotLogged() {
        storage().save(new Silent("s"));
        storage().delete(Silent.class, "s");

        assertThat(storage().history(Silent.class, "s").events()).isEmpty();
        assertThat(storage().history(Silent.class, "s").lastEvent()).isEmpty();
    }

    @Test
    default void events_ofEachSave_carryTheGeneration() {
        Logged logged = new Logged("a");
        storage().save(logged);
        storage().save(logged);
        storage().update(logged);

        assertThat(told("a")).containsExactly("CREATED 1", "UPDATED 2", "UPDATED 3");
        Event last = storage().history(Logged.class, "a").lastEvent().orElseThrow();
        assertThat(last.type()).isEqualTo(EventType.UPDATED);
        assertThat(last.metadata()).isEmpty();
        assertThat(Duration.between(last.at(), Instant.now()).abs()).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    default void events_surviveDeletion_andContinueWithTheVersions() {
        storage().save(new Logged("a"));
        storage().save(new Logged("a"));
        assertThat(storage().delete(Logged.class, "a")).isTrue();
        storage().insert(new Logged("a"));

        assertThat(told("a")).containsExactly("CREATED 1", "UPDATED 2", "DELETED 2", "CREATED 3");
    }

    @Test
    default void events_ofWhatDoesNotTakePlace_areNotLogged() {
        assertThat(storage().delete(Logged.class, "absent")).isFalse();
        storage().save(new Logged("a"));
        rolledBack(tx -> {
            tx.save(new Logged("a"));
            tx.delete(Logged.class, "a");
        });
        Logged holder = new Logged("b");
        holder.others.add(new Logged("a"));
        holder.others.add(new Logged("c"));
        storage().save(holder);

        assertThat(told("absent")).isEmpty();
        assertThat(told("a")).as("stored already, so not changed").containsExactly("CREATED 1");
        assertThat(told("c")).containsExactly("CREATED 1");
    }

    @Test
    default void events_byEveryWayToDelete_areLogged() {
        Storage storage = storage();
        storage.saveAll(List.of(new Logged("a"), new Logged("b"), new Logged("c"), new Logged("d"), new Logged("e")));
        storage.delete(new Logged("a"));
        storage.deleteAll(Logged.class, List.of("b", "absent"));
        storage.documents("logged").delete("c");
        storage.deleteAll(Logged.class, List.of("d"));
        storage.clear(Logged.class);
        storage.save(new Logged("f"));
        storage.clear();

        for (String id : List.of("a", "b", "c", "d", "e")) {
            assertThat(told(id)).as(id).containsExactly("CREATED 1", "DELETED 1");
        }
        assertThat(told("f")).containsExactly("CREATED 2", "DELETED 2");
        assertThat(told("absent")).isEmpty();
    }

    @Test
    default void events_byDocuments_areLoggedOnceTheClassHasThem() {
        storage().documents("logged").save("a", "{\"id\":\"a\"}");
        storage().save(new Logged("b"));
        storage().documents("logged").save("a", "{\"id\":\"a\"}");

        assertThat(storage().documents("logged").history("a").events())
                .extracting(Event::type, Event::generation)
                .containsExactly(tuple(EventType.UPDATED, 2L));
    }

    @Test
    default void events_switchedByOption_areLoggedForUntypedDocuments() {
        Storage storage = open(builder -> builder.option("events", "plain, other"));
        storage.documents("plain").save("p", "{}");
        storage.documents("silent").save("p", "{}");

        assertThat(storage.documents("plain").history("p").events()).hasSize(1);
        assertThat(storage.documents("silent").history("p").events()).isEmpty();
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> open(builder -> builder.option("events", "a,,b")));
    }

    @Test
    default void metadata_ofASave_isThatOfItsEvent() {
        storage().save(new Logged("a"), Map.of("who", "ada", "why", "typo"));

        assertThat(storage()
                        .history(Logged.class, "a")
                        .lastEvent()
                        .orElseThrow()
                        .metadata())
                .containsOnly(Map.entry("who", "ada"), Map.entry("why", "typo"));
    }

    @Test
    default void metadata_ofATransaction_isThatOfItsEvents() {
        storage().save(new Logged("a"));
        storage().useTransaction(tx -> {
            tx.save(new Logged("a"));
            tx.describe(Map.of("who", "ada"));
            tx.save(new Logged("a"));
            tx.save(new Logged("a"), Map.of("who", "bob"));
            tx.delete(Logged.class, "a");
        });

        assertThat(storage().history(Logged.class, "a").events())
                .extracting(each -> each.metadata().get("who"))
                .containsExactly(null, null, "ada", "bob", "ada");
    }

    @Test
    default void activity_carriesActionFirstAndTheCurrentGeneration() {
        storage().save(new Logged("a"));
        storage().save(new Logged("a"));
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("where", "kitchen");
        more.put("times", 3);
        storage().history(Logged.class, "a").logActivity("read", more);
        storage().history(Logged.class, "never stored").logActivity("looked for", Map.of());

        Event activity = storage().history(Logged.class, "a").lastEvent().orElseThrow();
        assertThat(activity.type()).isEqualTo(EventType.ACTIVITY);
        assertThat(activity.generation()).isEqualTo(2);
        assertThat(activity.metadata().keySet()).containsExactly("action", "where", "times");
        assertThat(activity.metadata()).containsEntry("action", "read").containsEntry("times", 3);
        assertThat(told("never stored")).containsExactly("ACTIVITY 0");
    }

    @Test
    default void activity_ofAClassWithoutEvents_isRefused() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> storage().history(Silent.class, "s").logActivity("read", Map.of()))
                .withMessageContaining("Silent")
                .withMessageContaining("events");
    }

    @Test
    default void events_ofTheStore_areStreamedInOrder() {
        Instant before = Instant.now().minusSeconds(3_600);
        for (int i = 0; i < 300; i++) {
            storage().save(new Logged("n" + i));
        }
        try (Stream<Event> events = storage().changes().events(EventFilter.ALL)) {
            assertThat(events.map(each -> each.key().id()).toList())
                    .hasSize(300)
                    .startsWith("n0", "n1", "n2")
                    .endsWith("n299");
        }
        try (Stream<Event> events =
                storage().changes().events(EventFilter.ofClass("logged").until(before))) {
            assertThat(events).isEmpty();
        }
        try (Stream<Event> events = storage()
                .changes()
                .events(EventFilter.of(new ObjectKey("logged", "n7")).from(before))) {
            assertThat(events).hasSize(1);
        }
    }
}
