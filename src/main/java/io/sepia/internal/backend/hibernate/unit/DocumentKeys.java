package io.sepia.internal.backend.hibernate.unit;

import io.sepia.internal.backend.jpa.UnitDatabase;
import io.sepia.internal.backend.jpa.UnitOptions;
import io.sepia.internal.backend.sql.SchemaAction;
import io.sepia.jpa.StoredObject;
import java.util.List;
import org.hibernate.boot.Metadata;
import org.hibernate.engine.config.spi.ConfigurationService;
import org.hibernate.engine.jdbc.connections.spi.JdbcConnectionAccess;
import org.hibernate.engine.jdbc.spi.JdbcServices;
import org.hibernate.mapping.ForeignKey;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.service.ServiceRegistry;
import org.hibernate.tool.schema.TargetType;
import org.hibernate.tool.schema.spi.ContributableMatcher;
import org.hibernate.tool.schema.spi.ExecutionOptions;
import org.hibernate.tool.schema.spi.SchemaCreator;
import org.hibernate.tool.schema.spi.SchemaMigrator;
import org.hibernate.tool.schema.spi.SourceDescriptor;
import org.hibernate.tool.schema.spi.TargetDescriptor;

/**
 * Prepares the foreign keys of associations to {@link StoredObject} before Hibernate creates them. They name the
 * columns of the key, which is not the primary key of the table, and the table must exist. See decision 0145.
 */
record DocumentKeys(ServiceRegistry registry) {
    SchemaCreator before(SchemaCreator given) {
        return (Metadata metadata,
                ExecutionOptions options,
                ContributableMatcher filter,
                SourceDescriptor source,
                TargetDescriptor target) -> {
            prepare(metadata, target);
            given.doCreation(metadata, options, filter, source, target);
        };
    }

    SchemaMigrator before(SchemaMigrator given) {
        return (Metadata metadata, ExecutionOptions options, ContributableMatcher filter, TargetDescriptor target) -> {
            prepare(metadata, target);
            given.doMigration(metadata, options, filter, target);
        };
    }

    private void prepare(Metadata metadata, TargetDescriptor target) {
        PersistentClass entity = metadata.getEntityBinding(StoredObject.class.getName());
        if (entity == null) {
            return;
        }
        List<ForeignKey> keys = metadata.collectTableMappings().stream()
                .flatMap(table -> table.getForeignKeyCollection().stream())
                .filter(key -> key.isCreationEnabled() && key.getReferencedTable() == entity.getTable())
                .toList();
        keys.stream()
                .filter(ForeignKey::isReferenceToPrimaryKey)
                .forEach(key -> key.addReferencedColumns(
                        entity.getTable().getPrimaryKey().getColumns()));
        if (!keys.isEmpty() && target.getTargetTypes().contains(TargetType.DATABASE)) {
            createTables();
        }
    }

    /** Creates the store's tables, if the unit lets a store create them. */
    private void createTables() {
        if (UnitOptions.get(registry.requireService(ConfigurationService.class).getSettings(), UnitOptions.SCHEMA)
                != SchemaAction.CREATE) {
            return;
        }
        JdbcConnectionAccess connections =
                registry.requireService(JdbcServices.class).getBootstrapJdbcConnectionAccess();
        UnitDatabase.makeTables(connections, this);
    }
}
