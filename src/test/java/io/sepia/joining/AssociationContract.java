package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Storage;
import io.sepia.document.ObjectKey;
import io.sepia.error.StorageFailureException;
import io.sepia.jpa.StoredObject;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.annotations.OnDelete;
import org.hibernate.annotations.OnDeleteAction;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Associations of an application's entities to documents, with their foreign keys. See decision 0145. */
abstract class AssociationContract extends JoiningFixture {
    /** An entity that refers to documents. */
    @Entity(name = "Shipment")
    static class Shipment {
        @Id
        long id;

        @ManyToOne
        @Nullable
        StoredObject item;

        @ManyToOne
        @OnDelete(action = OnDeleteAction.SET_NULL)
        @Nullable
        StoredObject label;

        @ManyToOne
        @OnDelete(action = OnDeleteAction.CASCADE)
        @Nullable
        StoredObject order;

        @ManyToMany
        List<StoredObject> parts = new ArrayList<>();

        Shipment() {}

        Shipment(long id) {
            this.id = id;
        }
    }

    abstract HibernatePersistenceConfiguration database(Path place);

    @Override
    final HibernatePersistenceConfiguration unit(Path place) {
        return database(place).managedClass(Shipment.class);
    }

    private static StoredObject.Key key(String id) {
        return new StoredObject.Key("Item", id);
    }

    private void ship(Shipment shipment, String item, String label, String order) {
        Units.commit(factory, other -> {
            shipment.item = item == null ? null : other.getReference(StoredObject.class, key(item));
            shipment.label = label == null ? null : other.getReference(StoredObject.class, key(label));
            shipment.order = order == null ? null : other.getReference(StoredObject.class, key(order));
            other.persist(shipment);
        });
    }

    @Test
    void association_ofAUnitThatListsOnlyTheEntity_isLoadedAndQueried() {
        storage.save(new Item("a", 7));
        storage.save(new Item("b", 8));
        Units.commit(factory, other -> {
            Shipment shipment = new Shipment(1);
            shipment.item = other.find(StoredObject.class, key("a"));
            shipment.parts.add(shipment.item);
            shipment.parts.add(other.getReference(StoredObject.class, key("b")));
            other.persist(shipment);
        });
        Units.commit(factory, other -> {
            Shipment found = other.find(Shipment.class, 1L);
            assertThat(found.item.getContent().get("amount").intValue()).isEqualTo(7);
            assertThat(found.parts).extracting(StoredObject::getObjectId).containsExactlyInAnyOrder("a", "b");
            assertThat(other.createQuery("select s.id from Shipment s join s.item i where i.objectId = 'a'", Long.class)
                            .getResultList())
                    .containsExactly(1L);
        });
    }

    @Test
    void association_toADocumentOfTheSameTransaction_isStored() {
        begin();
        Shipment shipment = new Shipment(1);
        shipment.item = new StoredObject(
                new ObjectKey("note", "n"), EntityValuesContract.obj().put("a", 1));
        em.persist(shipment.item);
        em.persist(shipment);
        joined.save(new Item("b", 1));
        Shipment other = new Shipment(2);
        other.item = em.find(StoredObject.class, key("b"));
        em.persist(other);
        commit();

        assertThat(em.createQuery("select s.item.objectId from Shipment s order by s.id", String.class)
                        .getResultList())
                .containsExactly("n", "b");
    }

    @Test
    void association_ofAUnitThatListsTheClass_works() throws IOException {
        try (EntityManagerFactory listing = unit(Files.createDirectory(directory.resolve("second")))
                        .managedClass(StoredObject.class)
                        .createEntityManagerFactory();
                Storage open = Storage.of(listing)) {
            open.save(new Item("a", 7));
            Units.commit(listing, other -> {
                Shipment shipment = new Shipment(1);
                shipment.item = other.find(StoredObject.class, key("a"));
                other.persist(shipment);
            });
            assertThatThrownBy(() -> open.delete(Item.class, "a")).isInstanceOf(StorageFailureException.class);
        }
    }

    @Test
    void delete_documentThatAnEntityRefersTo_isRefusedWithTheRemedy() {
        storage.save(new Item("a", 7));
        ship(new Shipment(1), "a", null, null);

        assertThatThrownBy(() -> storage.delete(Item.class, "a"))
                .isInstanceOf(StorageFailureException.class)
                .hasMessageContainingAll("'a'", "foreign key", "@OnDelete");
        assertThatThrownBy(() -> storage.clear(Item.class)).isInstanceOf(StorageFailureException.class);
        storage.save(new Item("a", 8));

        assertThat(storage.load(Item.class, "a").amount).isEqualTo(8);
        Units.commit(factory, other -> other.remove(other.find(Shipment.class, 1L)));
        assertThat(storage.delete(Item.class, "a")).isTrue();
    }

    @Test
    void delete_documentOfAnAssociationWithOnDelete_appliesIt() {
        storage.saveAll(List.of(new Item("a", 1), new Item("b", 1), new Item("c", 1)));
        ship(new Shipment(1), "a", "b", null);
        ship(new Shipment(2), "a", null, "c");
        storage.delete(Item.class, "b");
        storage.delete(Item.class, "c");

        Units.commit(factory, other -> {
            assertThat(other.find(Shipment.class, 1L).label).isNull();
            assertThat(other.find(Shipment.class, 1L).item).isNotNull();
            assertThat(other.find(Shipment.class, 2L)).isNull();
        });
    }

    @Test
    void persist_entityThatRefersToNoDocument_isRefused() {
        assertThatThrownBy(() -> Units.commit(factory, other -> {
                    Shipment shipment = new Shipment(1);
                    other.persist(shipment);
                    other.flush();
                    other.createNativeQuery("update Shipment set item_class_name = 'item', item_object_id = 'none'")
                            .executeUpdate();
                }))
                .hasStackTraceContaining(ConstraintViolationException.class.getName());
    }
}
