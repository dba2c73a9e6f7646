package io.sepia.internal.backend.hibernate.unit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.hibernate.boot.registry.StandardServiceInitiator;
import org.hibernate.boot.registry.selector.spi.StrategySelector;
import org.hibernate.cfg.SchemaToolingSettings;
import org.hibernate.service.spi.ServiceRegistryAwareService;
import org.hibernate.service.spi.ServiceRegistryImplementor;
import org.hibernate.tool.schema.internal.DefaultSchemaFilterProvider;
import org.hibernate.tool.schema.internal.SchemaManagementToolInitiator;
import org.hibernate.tool.schema.spi.SchemaCreator;
import org.hibernate.tool.schema.spi.SchemaFilterProvider;
import org.hibernate.tool.schema.spi.SchemaManagementTool;
import org.hibernate.tool.schema.spi.SchemaMigrator;
import org.jspecify.annotations.Nullable;

/**
 * Hibernate's schema tool, or the application's, with a filter that excludes the store's tables from each of its tasks.
 * All ways to manage a schema use the tool, each with its own map of settings: properties of the unit,
 * {@code generateSchema}, and the schema manager of a factory. See decision 0010.
 */
final class SchemaToolInitiator implements StandardServiceInitiator<SchemaManagementTool> {
    private final MappedTables tables;

    SchemaToolInitiator(MappedTables tables) {
        this.tables = tables;
    }

    @Override
    public Class<SchemaManagementTool> getServiceInitiated() {
        return SchemaManagementTool.class;
    }

    @Override
    public SchemaManagementTool initiateService(
            Map<String, Object> configuration, ServiceRegistryImplementor registry) {
        SchemaManagementTool tool = SchemaManagementToolInitiator.INSTANCE.initiateService(configuration, registry);
        return (SchemaManagementTool) Proxy.newProxyInstance(
                SchemaManagementTool.class.getClassLoader(),
                new Class<?>[] {SchemaManagementTool.class, ServiceRegistryAwareService.class},
                (proxy, method, arguments) -> call(registry, tool, method, arguments));
    }

    /** A proxy instead of a class, because the tasks of a tool differ between versions of Hibernate. */
    private @Nullable Object call(
            ServiceRegistryImplementor registry,
            SchemaManagementTool tool,
            Method method,
            Object @Nullable [] arguments)
            throws Throwable {
        if (!method.getDeclaringClass().isInstance(tool)) {
            return null; // The tool does not accept the registry.
        }
        try {
            if (arguments != null && arguments.length == 1 && method.getParameterTypes()[0] == Map.class) {
                Object task = method.invoke(tool, filtered(registry, (Map<?, ?>) arguments[0]));
                return task instanceof SchemaCreator creator
                        ? new DocumentKeys(registry).before(creator)
                        : task instanceof SchemaMigrator migrator ? new DocumentKeys(registry).before(migrator) : task;
            }
            return method.invoke(tool, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private Map<Object, Object> filtered(ServiceRegistryImplementor registry, @Nullable Map<?, ?> settings) {
        Map<Object, Object> filtered = settings == null ? new HashMap<>() : new HashMap<>(settings);
        SchemaFilterProvider given = registry.requireService(StrategySelector.class)
                .resolveDefaultableStrategy(
                        SchemaFilterProvider.class,
                        filtered.get(SchemaToolingSettings.HBM2DDL_FILTER_PROVIDER),
                        DefaultSchemaFilterProvider.INSTANCE);
        filtered.put(SchemaToolingSettings.HBM2DDL_FILTER_PROVIDER, new WithoutOurTables(given, tables));
        return filtered;
    }
}
