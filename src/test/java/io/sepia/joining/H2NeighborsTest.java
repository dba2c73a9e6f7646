package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Storage;
import io.sepia.error.ConfigurationException;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.hibernate.engine.jdbc.connections.spi.MultiTenantConnectionProvider;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Test;

class H2NeighborsTest extends NeighborsContract {
    @Override
    HibernatePersistenceConfiguration unit(Path place) {
        return Units.h2(place);
    }

    @Override
    Storage plain(Path place) {
        return null;
    }

    /** A database for each tenant. */
    static final class Databases implements MultiTenantConnectionProvider<String> {
        private static final long serialVersionUID = 1L;

        @Override
        public Connection getAnyConnection() throws SQLException {
            return getConnection("any");
        }

        @Override
        public void releaseAnyConnection(Connection connection) throws SQLException {
            connection.close();
        }

        @Override
        public Connection getConnection(String tenant) throws SQLException {
            return DriverManager.getConnection("jdbc:h2:mem:tenant_" + tenant);
        }

        @Override
        public void releaseConnection(String tenant, Connection connection) throws SQLException {
            connection.close();
        }

        @Override
        public boolean supportsAggressiveRelease() {
            return false;
        }

        @Override
        public boolean isUnwrappableAs(Class<?> type) {
            return false;
        }

        @Override
        public <T> T unwrap(Class<T> type) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void of_unitWithADatabaseForEachTenant_isRefusedWithTheRemedy() {
        HibernatePersistenceConfiguration tenants = new HibernatePersistenceConfiguration("tenants");
        tenants.managedClass(Customer.class)
                .property("hibernate.multi_tenant_connection_provider", new Databases())
                .property("hibernate.tenant_identifier_resolver", new UnitLimitsContract.Tenants());
        try (EntityManagerFactory several = tenants.createEntityManagerFactory()) {
            assertThatThrownBy(() -> Storage.of(several))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContainingAll("tenant", "a store for each tenant", "@TenantId");
        }
    }
}
