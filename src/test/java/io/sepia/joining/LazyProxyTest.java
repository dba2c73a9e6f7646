package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.error.StorageException;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import java.util.List;
import org.hibernate.Hibernate;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Test;

/** An entity inside a document that Hibernate has not loaded yet is refused with the remedy. */
class LazyProxyTest {
    @Entity(name = "LazyCustomer")
    static class Customer {
        @Id
        Long number;

        String name;

        String name() {
            return name;
        }
    }

    static class Letter {
        String id = "a";
        Customer to;
        List<Customer> copies;
    }

    @Test
    void save_lazyProxyInsideADocument_isRefusedWithTheRemedy() {
        try (EntityManagerFactory factory = new HibernatePersistenceConfiguration("lazy")
                        .managedClass(Customer.class)
                        .jdbcUrl("jdbc:h2:mem:lazy")
                        .property("hibernate.hbm2ddl.auto", "create")
                        .createEntityManagerFactory();
                Storage storage = StorageBuilder.of("memory").open();
                EntityManager entities = factory.createEntityManager()) {
            entities.getTransaction().begin();
            Customer customer = new Customer();
            customer.number = 1L;
            customer.name = "Ada";
            entities.persist(customer);
            entities.getTransaction().commit();
            entities.clear();
            Customer proxy = entities.getReference(Customer.class, 1L);
            Letter letter = new Letter();
            letter.copies = List.of(proxy);
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> storage.save(letter))
                    .withMessageContaining("copies")
                    .withMessageContaining("Hibernate.unproxy");

            letter.copies = List.of();
            letter.to = (Customer) Hibernate.unproxy(proxy);
            storage.save(letter);
            assertThat(storage.load(Letter.class, "a").to.name()).isEqualTo("Ada");
        }
    }
}
