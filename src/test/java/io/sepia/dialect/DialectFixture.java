package io.sepia.dialect;

import jakarta.persistence.EntityManagerFactory;
import java.util.function.Consumer;
import org.hibernate.Session;

/** A persistence unit with some entities, for the contracts. */
interface DialectFixture {
    EntityManagerFactory factory();

    default void use(Consumer<Session> work) {
        factory().runInTransaction(entities -> work.accept(entities.unwrap(Session.class)));
    }

    default <T> T one(String hql, Class<T> type) {
        return factory()
                .callInTransaction(entities -> entities.unwrap(Session.class)
                        .createSelectionQuery(hql, type)
                        .getSingleResult());
    }
}
