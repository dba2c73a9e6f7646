package io.sepia.internal.functions;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.hibernate.boot.registry.StandardServiceInitiator;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.boot.registry.classloading.spi.ClassLoaderService;
import org.hibernate.boot.registry.classloading.spi.ClassLoadingException;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.engine.jdbc.connections.internal.ConnectionProviderInitiator;
import org.hibernate.engine.jdbc.connections.internal.MultiTenantConnectionProviderInitiator;
import org.hibernate.service.Service;
import org.hibernate.service.spi.ServiceRegistryImplementor;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/** Adds {@link SqlFunctions} to the connections that an application's own pool hands to Hibernate. */
public final class FunctionConnections {
    private static final String DIALECT = "io.sepia.dialect.SqliteDialect";

    private static final Set<SQLiteConnection> COMPLETE =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private FunctionConnections() {}

    /** Wraps the providers of connections of a unit with the dialect of this library. Returns whether it has that. */
    public static boolean install(StandardServiceRegistryBuilder builder) {
        Object dialect = builder.getSettings().get(JdbcSettings.DIALECT);
        if (dialect == null || !isOurs(type(dialect, builder))) {
            return false;
        }
        builder.addInitiator(wrapping(ConnectionProviderInitiator.INSTANCE));
        builder.addInitiator(wrapping(MultiTenantConnectionProviderInitiator.INSTANCE));
        return true;
    }

    private static @Nullable Class<?> type(Object dialect, StandardServiceRegistryBuilder builder) {
        if (!(dialect instanceof String name)) {
            return dialect instanceof Class<?> given ? given : dialect.getClass();
        }
        try {
            return builder.getBootstrapServiceRegistry()
                    .requireService(ClassLoaderService.class)
                    .classForName(name);
        } catch (ClassLoadingException e) {
            return null; // A short name of one of Hibernate's dialects, or a mistake that Hibernate reports.
        }
    }

    /** Returns whether a class is the dialect of this library or a subclass of it. */
    private static boolean isOurs(@Nullable Class<?> type) {
        return type != null && (type.getName().equals(DIALECT) || isOurs(type.getSuperclass()));
    }

    private static <S extends Service> StandardServiceInitiator<S> wrapping(StandardServiceInitiator<S> initiator) {
        return new StandardServiceInitiator<>() {
            @Override
            public Class<S> getServiceInitiated() {
                return initiator.getServiceInitiated();
            }

            @Override
            public @Nullable S initiateService(Map<String, Object> settings, ServiceRegistryImplementor registry) {
                S provider = initiator.initiateService(settings, registry);
                return provider == null ? null : getServiceInitiated().cast(wrap(provider));
            }
        };
    }

    /** Returns a provider with all interfaces of {@code provider}, whichever version of Hibernate defines them. */
    private static Object wrap(Object provider) {
        Set<Class<?>> interfaces = new LinkedHashSet<>();
        for (Class<?> type = provider.getClass(); type != null; type = type.getSuperclass()) {
            Collections.addAll(interfaces, type.getInterfaces());
        }
        return Proxy.newProxyInstance(
                provider.getClass().getClassLoader(),
                interfaces.toArray(Class<?>[]::new),
                (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(provider, arguments);
                        if (result instanceof Connection connection) {
                            complete(connection);
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static void complete(Connection connection) throws SQLException {
        SQLiteConnection own = connection.unwrap(SQLiteConnection.class);
        if (COMPLETE.add(own)) {
            SqlFunctions.addTo(own);
        }
    }
}
