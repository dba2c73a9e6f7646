package io.sepia.joining;

import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSourceListener;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.narayana.NarayanaTransactionIntegration;
import io.sepia.Storage;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceUnitTransactionType;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionManager;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A store in the unit of an application that uses JTA: Narayana with Agroal's connections. */
abstract class JtaFixture {
    /** The databases. */
    enum Kind {
        H2,
        SQLITE;

        String url(Path directory) {
            return this == H2
                    ? "jdbc:h2:file:" + directory.resolve("app")
                    : "jdbc:sqlite:" + directory.resolve("app.db")
                            + "?journal_mode=WAL&busy_timeout=5000&foreign_keys=on";
        }
    }

    @TempDir
    private static Path logs;

    @TempDir
    private Path directory;

    final TransactionManager transactions = manager();
    final List<String> warnings = new CopyOnWriteArrayList<>();

    @Nullable
    String handlingMode;

    private AgroalDataSource pool;
    EntityManagerFactory factory;
    Storage storage;

    private static TransactionManager manager() {
        for (String name : new String[] {null, "communicationStore", "stateStore"}) {
            BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, name)
                    .setObjectStoreDir(logs.toString());
        }
        return com.arjuna.ats.jta.TransactionManager.transactionManager();
    }

    void open(Kind kind) throws SQLException {
        open(kind, "org.hibernate.community.dialect.SQLiteDialect");
    }

    void open(Kind kind, String sqliteDialect) throws SQLException {
        pool = AgroalDataSource.from(
                new AgroalDataSourceConfigurationSupplier()
                        .connectionPoolConfiguration(connections -> connections
                                .maxSize(8)
                                .transactionIntegration(new NarayanaTransactionIntegration(
                                        transactions,
                                        com.arjuna
                                                .ats
                                                .jta
                                                .common
                                                .jtaPropertyManager
                                                .getJTAEnvironmentBean()
                                                .getTransactionSynchronizationRegistry()))
                                .connectionFactoryConfiguration(connection -> connection.jdbcUrl(kind.url(directory)))),
                new AgroalDataSourceListener() {
                    @Override
                    public void onWarning(String message) {
                        warnings.add(message);
                    }
                });
        HibernatePersistenceConfiguration configuration = new HibernatePersistenceConfiguration("jta")
                .managedClass(Customer.class)
                .managedClass(Purchase.class)
                .managedClass(GeneratedIdsContract.Counted.class)
                .managedClass(GeneratedIdsContract.Auto.class)
                .property("hibernate.hbm2ddl.auto", "update")
                .property("hibernate.transaction.jta.platform", "JBossTS")
                .property("jakarta.persistence.jtaDataSource", pool);
        configuration.transactionType(PersistenceUnitTransactionType.JTA);
        if (handlingMode != null) {
            configuration.property("hibernate.connection.handling_mode", handlingMode);
        }
        if (kind == Kind.SQLITE) {
            configuration.property("hibernate.dialect", sqliteDialect);
        }
        factory = configuration.createEntityManagerFactory();
        storage = Storage.of(factory);
    }

    @AfterEach
    void close() throws Exception {
        if (transactions.getStatus() != Status.STATUS_NO_TRANSACTION) {
            transactions.rollback();
        }
        storage.close();
        factory.close();
        pool.close();
    }

    long customers() throws Exception {
        transactions.begin();
        try (EntityManager em = factory.createEntityManager()) {
            return em.createQuery("select count(c) from Customer c", Long.class).getSingleResult();
        } finally {
            transactions.commit();
        }
    }
}
