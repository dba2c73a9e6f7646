package io.sepia.joining;

import io.sepia.Storage;
import io.sepia.StorageTransaction;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A store in an application's unit, and an EntityManager of the unit, for contracts. */
abstract class JoiningFixture {
    @TempDir
    Path directory;

    EntityManagerFactory factory;
    Storage storage;
    EntityManager em;
    StorageTransaction joined;

    abstract HibernatePersistenceConfiguration unit(Path place);

    /** Returns whether the store closes its statements after the transaction, because connections do not cache them. */
    boolean closesStatements() {
        return true;
    }

    @BeforeEach
    final void open() {
        factory = unit(directory).createEntityManagerFactory();
        storage = Storage.of(factory);
        em = factory.createEntityManager();
        joined = storage.joining(em);
    }

    @AfterEach
    final void close() {
        if (em.isOpen() && em.getTransaction().isActive()) {
            em.getTransaction().rollback();
        }
        em.close();
        storage.close();
        factory.close();
    }

    void begin() {
        em.getTransaction().begin();
    }

    void commit() {
        em.getTransaction().commit();
    }

    void rollBack() {
        em.getTransaction().rollback();
    }

    long customers() {
        return Units.committed(
                factory,
                other -> other.createQuery("select count(c) from Customer c", Long.class)
                        .getSingleResult());
    }

    static Map<String, String> documents(String... ids) {
        Map<String, String> documents = new LinkedHashMap<>();
        for (String id : ids) {
            documents.put(id, "{\"amount\":9}");
        }
        return documents;
    }
}
