package io.sepia.internal.backend.sqlite.connection;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;

/**
 * The metadata of a {@link UnitConnection}, which each call reads on the connection that it has at that moment. They
 * may outlive a transaction, after which another session uses the transaction's connection.
 */
final class UnitMetaData {
    private UnitMetaData() {}

    /** Returns the metadata of a connection. */
    @FunctionalInterface
    interface Source {
        DatabaseMetaData get() throws SQLException;
    }

    static DatabaseMetaData of(Connection connection, Source source) {
        return (DatabaseMetaData) Proxy.newProxyInstance(
                UnitMetaData.class.getClassLoader(),
                new Class<?>[] {DatabaseMetaData.class},
                (proxy, method, arguments) -> method.getName().equals("getConnection")
                        ? connection
                        : KeptUpdates.invoke(source.get(), method, arguments == null ? new Object[0] : arguments));
    }
}
