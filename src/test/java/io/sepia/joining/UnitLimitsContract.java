package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Storage;
import io.sepia.StorageTransaction;
import io.sepia.error.ConfigurationException;
import io.sepia.error.StorageClosedException;
import io.sepia.jpa.StoredObject;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import java.io.IOException;
import java.nio.file.Files;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.TenantId;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Units that end before the store, and mappings beside the store's entity. */
abstract class UnitLimitsContract extends EntityValuesContract {
    /** An entity that each tenant has for itself. */
    @Entity(name = "Tenanted")
    static class Tenanted {
        @Id
        String id = "";

        @TenantId
        @Nullable
        String tenant;

        Tenanted() {}

        Tenanted(String id) {
            this.id = id;
        }
    }

    /** An entity that cannot be. */
    @Entity(name = "Derived")
    static class Derived extends StoredObject {}

    /** The tenant of sessions that name none. */
    static final class Tenants implements CurrentTenantIdentifierResolver<String> {
        @Override
        public String resolveCurrentTenantIdentifier() {
            return "none";
        }

        @Override
        public boolean validateExistingCurrentSessions() {
            return false;
        }
    }

    private HibernatePersistenceConfiguration second() {
        try {
            return unit(Files.createDirectory(directory.resolve("second")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void operations_afterTheFactoryWasClosed_areRefused() {
        EntityManagerFactory closing = second().createEntityManagerFactory();
        try (Storage open = Storage.of(closing)) {
            open.save(new Item("a", 1));
            EntityManager left = closing.createEntityManager();
            left.getTransaction().begin();
            StorageTransaction joining = open.joining(left);
            joining.load(Item.class, "a");
            left.getTransaction().rollback();
            closing.close();

            assertThatThrownBy(() -> open.save(new Item("b", 1))).isInstanceOf(StorageClosedException.class);
            assertThatThrownBy(() -> open.documents("note").count()).isInstanceOf(StorageClosedException.class);
            assertThatThrownBy(() -> open.useTransaction(tx -> tx.save(new Item("b", 1))))
                    .isInstanceOf(StorageClosedException.class)
                    .hasMessageContaining("EntityManagerFactory");
            assertThatThrownBy(() -> joining.save(new Item("b", 1))).isInstanceOf(StorageClosedException.class);
        }
    }

    @Test
    void subclassOfTheEntity_isRefusedWhenTheUnitStarts() {
        assertThatThrownBy(() -> second().managedClass(StoredObject.class)
                        .managedClass(Derived.class)
                        .createEntityManagerFactory()
                        .close())
                .hasStackTraceContaining(ConfigurationException.class.getName())
                .hasStackTraceContaining("Derived");
    }

    @Test
    void documents_besideEntitiesOfTenants_belongToAll() {
        try (EntityManagerFactory tenants = second().managedClass(Tenanted.class)
                        .property("hibernate.tenant_identifier_resolver", new Tenants())
                        .createEntityManagerFactory();
                Storage open = Storage.of(tenants)) {
            open.save(new Item("own", 1));
            for (String each : new String[] {"a", "b"}) {
                try (EntityManager em = tenants.unwrap(SessionFactory.class)
                        .withOptions()
                        .tenantIdentifier((Object) each)
                        .openSession()) {
                    em.getTransaction().begin();
                    em.persist(new Tenanted(each));
                    open.joining(em).save(new Item(each, 1));
                    assertThat(em.createQuery("select t.id from Tenanted t", String.class)
                                    .getResultList())
                            .containsExactly(each);
                    assertThat(em.createQuery("select count(o) from StoredObject o", Long.class)
                                    .getSingleResult())
                            .isEqualTo(each.equals("a") ? 2L : 3L);
                    em.getTransaction().commit();
                }
            }
            assertThat(open.ids(Item.class)).containsExactly("a", "b", "own");
        }
    }
}
