package io.sepia.internal.backend.hibernate.unit;

import io.sepia.error.ConfigurationException;
import io.sepia.jpa.StoredObject;
import java.util.Map;
import java.util.Objects;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.jdbc.env.spi.IdentifierHelper;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.RootClass;
import org.hibernate.mapping.Table;
import org.jspecify.annotations.Nullable;

/**
 * Exempts {@link StoredObject} from rules that an application applies to all of its entities. The names of its table
 * and columns are the store's, regardless of the unit's naming strategy, quoting and defaults. It is never in a
 * second-level cache, because the store's writes bypass it. A service of Hibernate.
 */
public final class StoredObjectIntegrator implements Integrator {
    private static final Map<String, String> COLUMNS = Map.of(
            "className", "class_name",
            "objectId", "object_id",
            "id", "id",
            "content", "content",
            "objectType", "object_type",
            "metadata", "metadata",
            "version", "version",
            "createdAt", "created_at",
            "updatedAt", "updated_at",
            "checksum", "checksum");

    @Override
    public void integrate(Metadata metadata, BootstrapContext context, SessionFactoryImplementor factory) {
        PersistentClass entity = metadata.getEntityBinding(StoredObject.class.getName());
        if (!(entity instanceof RootClass root)) {
            return;
        }
        if (root.hasSubclasses()) {
            throw new ConfigurationException("The entity "
                    + root.getDirectSubclasses().iterator().next().getEntityName()
                    + " extends StoredObject, whose table has no column for the class of a row. Give it a table of its own"
                    + " and an association to StoredObject.");
        }
        RowSeal.install(factory);
        LockGuard.install(factory);
        EntityWrites.install(factory);
        root.setCached(false);
        root.setCacheConcurrencyStrategy(null);
        IdentifierHelper names = factory.getJdbcServices().getJdbcEnvironment().getIdentifierHelper();
        Table table = root.getTable();
        table.setName(StoredObject.TABLE);
        table.setQuoted(false);
        table.setSchema(null);
        table.setCatalog(null);
        root.getProperties().forEach(property -> rename(property, names));
        rename(root.getIdentifier() instanceof Component id ? id : null, names);
        rename(root.getIdentifierMapper(), names);
    }

    private static void rename(@Nullable Component component, IdentifierHelper names) {
        if (component != null) {
            component.getProperties().forEach(property -> rename(property, names));
        }
    }

    private static void rename(Property property, IdentifierHelper names) {
        String name = COLUMNS.get(property.getName());
        if (name != null) {
            for (Column column : property.getColumns()) {
                column.setName(column.isQuoted() ? asStored(names, name) : name);
            }
        }
    }

    /** Returns the name in the case that the database gives to unquoted identifiers. */
    private static String asStored(IdentifierHelper names, String name) {
        return Objects.requireNonNull(names.toMetaDataObjectName(Identifier.toIdentifier(name)));
    }
}
