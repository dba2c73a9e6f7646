package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Storage;
import io.sepia.StorageTransaction;
import io.sepia.error.ConfigurationException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceContextType;
import jakarta.persistence.PersistenceUnit;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.support.PersistenceAnnotationBeanPostProcessor;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Joining with the proxies of factory and EntityManager that containers hand out: Spring's, and one that hides more.
 */
class SpringJoiningTest {
    /** The databases. */
    enum Kind {
        H2,
        SQLITE,
        EMBEDDED;

        HibernatePersistenceConfiguration unit(Path place) {
            return switch (this) {
                case H2 -> Units.h2(place);
                case SQLITE -> Units.sqlite(place);
                case EMBEDDED -> Units.embedded(place);
            };
        }
    }

    @TempDir
    private Path directory;

    private final List<AutoCloseable> closing = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = closing.size() - 1; i >= 0; i--) {
            closing.get(i).close();
        }
    }

    /** Returns Spring's proxy of a factory. */
    private EntityManagerFactory spring(Kind kind) {
        LocalContainerEntityManagerFactoryBean bean = new LocalContainerEntityManagerFactoryBean();
        bean.setPersistenceUnitName("spring");
        bean.setPackagesToScan(Customer.class.getPackageName());
        bean.setManagedTypes(org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes.of(
                Customer.class.getName(), Purchase.class.getName()));
        bean.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
        bean.setJpaPropertyMap(kind.unit(directory).properties());
        bean.afterPropertiesSet();
        closing.add(bean::destroy);
        EntityManagerFactory factory = bean.getObject();
        assertThat(factory).isNotInstanceOf(SessionFactoryImplementor.class);
        assertThat(factory.unwrap(SessionFactory.class)).isSameAs(factory);
        return factory;
    }

    private Storage store(EntityManagerFactory factory) {
        Storage storage = Storage.of(factory);
        closing.add(storage);
        return storage;
    }

    private static TransactionTemplate transactions(EntityManagerFactory factory) {
        JpaTransactionManager manager = new JpaTransactionManager(factory);
        manager.afterPropertiesSet();
        return new TransactionTemplate(manager);
    }

    @ParameterizedTest
    @EnumSource
    void joining_withSpringsProxies_storesBothOrNeither(Kind kind) {
        EntityManagerFactory factory = spring(kind);
        Storage storage = store(factory);
        EntityManager shared = SharedEntityManagerCreator.createSharedEntityManager(factory);
        StorageTransaction joined = storage.joining(shared);
        TransactionTemplate transactions = transactions(factory);

        transactions.executeWithoutResult(status -> {
            shared.persist(new Customer(1, "ada"));
            joined.save(new Item("kept", 1));
        });
        assertThatThrownBy(() -> transactions.executeWithoutResult(status -> {
                    shared.persist(new Customer(2, "bob"));
                    joined.save(new Item("gone", 1));
                    throw new IllegalArgumentException("no");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(storage.ids(Item.class)).containsExactly("kept");
        assertThat(shared.createQuery("select c.id from Customer c", Object.class)
                        .getResultList())
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void joining_withAnEntityManagerOfSpringsFactory_storesBoth(Kind kind) {
        EntityManagerFactory factory = spring(kind);
        Storage storage = store(factory);
        try (EntityManager own = factory.createEntityManager()) {
            own.getTransaction().begin();
            own.persist(new Customer(1, "ada"));
            storage.joining(own).save(new Item("a", 1));
            own.getTransaction().commit();
        }
        assertThat(storage.ids(Item.class)).containsExactly("a");
    }

    /** A bean whose EntityManagers the container manages. */
    static class Desk {
        @PersistenceContext
        EntityManager transactional;

        @PersistenceContext(type = PersistenceContextType.EXTENDED)
        EntityManager extended;

        @PersistenceUnit
        EntityManagerFactory unit;
    }

    @ParameterizedTest
    @EnumSource
    void joining_withEntityManagersThatTheContainerManages_joinsItsTransactionsOrIsRefused(Kind kind) {
        EntityManagerFactory factory = spring(kind);
        try (GenericApplicationContext context = new GenericApplicationContext()) {
            context.registerBean(EntityManagerFactory.class, () -> factory);
            context.registerBean(PersistenceAnnotationBeanPostProcessor.class);
            context.registerBean(Desk.class);
            context.refresh();
            Desk desk = context.getBean(Desk.class);
            Storage storage = store(desk.unit);
            TransactionTemplate transactions = transactions(factory);
            for (EntityManager each : List.of(desk.transactional, desk.extended)) {
                String name = each == desk.extended ? "extended" : "transactional";
                StorageTransaction joined = storage.joining(each);
                assertThatThrownBy(() -> joined.save(new Item(name, 1)))
                        .as("outside of a transaction")
                        .isInstanceOf(IllegalStateException.class);
                transactions.executeWithoutResult(status -> {
                    each.persist(new Customer(name.length(), name));
                    joined.save(new Item(name, 1));
                });
                assertThatThrownBy(() -> transactions.executeWithoutResult(status -> {
                            joined.save(new Item("gone", 1));
                            each.persist(new Customer(1, "gone"));
                            throw new IllegalArgumentException("no");
                        }))
                        .isInstanceOf(IllegalArgumentException.class);
                transactions.executeWithoutResult(
                        status -> assertThat(joined.exists(Item.class, "gone")).isFalse());
            }
            assertThat(storage.ids(Item.class)).containsExactly("extended", "transactional");
            assertThat(desk.transactional
                            .createQuery("select c.name from Customer c order by c.name", String.class)
                            .getResultList())
                    .containsExactly("extended", "transactional");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "SQLITE"})
    void joining_withAnotherSpringFactoryOnTheSameDatabase_isRefused(Kind kind) {
        Storage storage = store(spring(kind));
        EntityManagerFactory other = spring(kind);
        EntityManager shared = SharedEntityManagerCreator.createSharedEntityManager(other);
        try (EntityManager own = other.createEntityManager()) {
            assertThatThrownBy(() -> storage.joining(own))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("another EntityManagerFactory");
        }
        transactions(other)
                .executeWithoutResult(status -> assertThatThrownBy(() -> storage.joining(shared))
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining("another EntityManagerFactory"));
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "SQLITE"})
    void joining_withAFactoryBehindAProxyThatHidesIt_storesAndStillRefusesAnother(Kind kind) {
        EntityManagerFactory factory = kind.unit(directory).createEntityManagerFactory();
        closing.add(factory);
        Storage storage = store(hiding((SessionFactoryImplementor) factory));
        try (EntityManager em = factory.createEntityManager()) {
            em.getTransaction().begin();
            storage.joining(em).save(new Item("a", 1));
            em.getTransaction().commit();
        }
        assertThat(storage.ids(Item.class)).containsExactly("a");
        try (EntityManagerFactory other = kind.unit(directory).createEntityManagerFactory();
                EntityManager em = other.createEntityManager()) {
            assertThatThrownBy(() -> storage.joining(em)).isInstanceOf(ConfigurationException.class);
        }
    }

    /** Returns a proxy that never hands out the factory. */
    private static EntityManagerFactory hiding(SessionFactoryImplementor factory) {
        return (EntityManagerFactory) Proxy.newProxyInstance(
                SpringJoiningTest.class.getClassLoader(),
                new Class<?>[] {SessionFactoryImplementor.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("unwrap") && ((Class<?>) arguments[0]).isInstance(proxy)) {
                        return proxy;
                    }
                    try {
                        return method.invoke(factory, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
