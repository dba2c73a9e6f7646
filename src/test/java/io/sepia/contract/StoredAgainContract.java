package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.ObjectHistory;
import io.sepia.Storage;
import io.sepia.document.Generation;
import io.sepia.document.GenerationInfo;
import io.sepia.error.OutcomeUnknownException;
import io.sepia.error.StaleVersionException;
import io.sepia.model.History;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Objects that are deleted and stored again have neither versions nor numbers of generations twice. */
interface StoredAgainContract extends StorageFixture {
    class Ticket {
        String id;
        String text = "";
        List<Stub> stubs = new ArrayList<>();

        @Version
        long version;

        Ticket() {}

        Ticket(String id) {
            this.id = id;
        }
    }

    @Stored("stub")
    record Stub(String id, String text, @Version long version) {}

    @Stored(value = "brief", history = @History(generations = 1))
    record Brief(String id, String text) {}

    @Stored("first_only")
    record FirstOnly(String id, @Version long version) {
        public FirstOnly {
            if (version > 1) {
                throw new IllegalArgumentException("not the first version");
            }
        }
    }

    @Test
    default void save_recordRefusesItsVersionAfterTheCommit_saysThatItWasStored() {
        storage().save(new FirstOnly("f", 0));
        storage().delete(FirstOnly.class, "f");
        assertThatExceptionOfType(OutcomeUnknownException.class)
                .isThrownBy(() -> storage().save(new FirstOnly("f", 0)))
                .withMessageContaining("was stored");
        assertThat(storage().documents("first_only").exists("f")).isTrue();
    }

    private void deleteAndStoreAgain() {
        storage().delete(Ticket.class, "t");
        storage().save(new Ticket("t"));
    }

    @Test
    default void save_versionOfADeletedObjectThatWasStoredAgain_isStale() {
        Map<String, Consumer<Storage>> deletions = new LinkedHashMap<>();
        deletions.put("by id", storage -> storage.delete(Ticket.class, "t"));
        deletions.put("by object", storage -> storage.delete(storage.load(Ticket.class, "t")));
        deletions.put("by ids", storage -> storage.deleteAll(Ticket.class, List.of("t")));
        deletions.put("by query", storage -> storage.query(Ticket.class).delete());
        deletions.put("by class", storage -> storage.clear(Ticket.class));
        deletions.put("of everything", Storage::clear);
        deletions.put("forgotten", storage -> storage.history(Ticket.class).forget("t"));
        deletions.forEach((name, deletion) -> {
            Ticket held = storage().save(new Ticket("t"));
            deletion.accept(storage());
            Ticket again = storage().save(new Ticket("t"));

            assertThat(again.version).as(name).isGreaterThan(held.version);
            assertThatExceptionOfType(StaleVersionException.class)
                    .as(name)
                    .isThrownBy(() -> storage().save(held))
                    .satisfies(e -> assertThat(e.found()).isEqualTo(again.version));
            assertThatExceptionOfType(StaleVersionException.class)
                    .isThrownBy(() -> storage().update(held));
            assertThatExceptionOfType(StaleVersionException.class)
                    .isThrownBy(() -> storage().delete(held));
            assertThat(storage().isStale(held)).isTrue();
            again.text = name;
            storage().save(again);
            assertThat(storage().load(Ticket.class, "t").text).isEqualTo(name);
            storage().delete(again);
        });
    }

    @Test
    default void insert_afterADeletion_setsTheStoredVersion() {
        deleteAndStoreAgain();
        deleteAndStoreAgain();
        List<Ticket> tickets = List.of(new Ticket("a"), new Ticket("b"));
        storage().insertAll(tickets);
        Ticket graph = storage().saveGraph(new Ticket("c"));
        Ticket inserted = storage().insert(new Ticket("d"));

        for (Ticket each : List.of(tickets.get(0), tickets.get(1), graph, inserted)) {
            assertThat(each.version).isEqualTo(2);
            assertThat(storage().load(Ticket.class, each.id).version).isEqualTo(2);
            storage().update(each);
            assertThat(each.version).isEqualTo(3);
        }
    }

    @Test
    default void save_ofRecordsAfterADeletion_returnsTheStoredVersion() {
        storage().save(new Stub("s", "", 0));
        storage().delete(Stub.class, "s");
        Stub stub = storage().save(new Stub("s", "again", 0));
        assertThat(stub.version()).isEqualTo(2);
        assertThat(storage().save(stub).version()).isEqualTo(3);

        Ticket holder = new Ticket("t");
        holder.stubs.add(new Stub("s2", "held", 0));
        storage().save(holder);
        assertThat(holder.stubs).containsExactly(new Stub("s2", "held", 2));
        storage().useTransaction(tx -> {
            holder.stubs.add(new Stub("s3", "held", 0));
            tx.save(holder);
        });
        assertThat(holder.stubs.get(1).version()).isEqualTo(2);
        assertThat(storage().load(Ticket.class, "t").stubs).isEqualTo(holder.stubs);
    }

    @Test
    default void rollback_ofAnObjectStoredAgain_resetsItsVersion() {
        deleteAndStoreAgain();
        deleteAndStoreAgain();
        Ticket ticket = new Ticket("a");
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> storage().useTransaction(tx -> {
                    tx.save(ticket);
                    assertThat(ticket.version).isEqualTo(2);
                    throw new ArithmeticException();
                }));

        assertThat(ticket.version).isZero();
        assertThat(storage().save(ticket).version).isEqualTo(2);
    }

    @Test
    default void history_ofOneGeneration_givesEachNumberOnce() {
        ObjectHistory<Brief> history = storage().history(Brief.class, "b");
        for (int i = 1; i <= 3; i++) {
            storage().save(new Brief("b", "" + i));
            assertThat(history.list()).extracting(GenerationInfo::number).containsExactly((long) i);
        }
        storage().delete(Brief.class, "b");
        storage().save(new Brief("b", "4"));
        storage().delete(Brief.class, "b");
        storage().save(new Brief("b", "5"));

        assertThat(history.latest().map(Generation::number)).contains(5L);
        assertThat(history.at(1).map(Generation::value)).isEqualTo(Optional.empty());
        assertThat(history.restore(5)).isEqualTo(new Brief("b", "5"));
        assertThat(history.latest().map(Generation::number)).contains(6L);
    }
}
