package io.sepia.internal.backend.hibernate.unit;

import io.sepia.internal.backend.jpa.UnitOptions;
import io.sepia.jpa.StoredObject;
import java.util.Map;
import java.util.Optional;
import org.hibernate.boot.ResourceStreamLocator;
import org.hibernate.boot.model.relational.Namespace;
import org.hibernate.boot.registry.classloading.spi.ClassLoaderService;
import org.hibernate.boot.spi.AdditionalMappingContributions;
import org.hibernate.boot.spi.AdditionalMappingContributor;
import org.hibernate.boot.spi.InFlightMetadataCollector;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.engine.config.spi.ConfigurationService;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.service.ServiceRegistry;

/**
 * Maps {@link StoredObject} as an entity of every persistence unit, unless the unit lists it already, sets
 * {@code sepia.mapping=false}, or has an entity or table of its own with the same name. Units of Quarkus have to list
 * it; see decision 0256. A service of Hibernate.
 */
public final class StoredObjectContributor implements AdditionalMappingContributor {
    private static final System.Logger LOG = System.getLogger(StoredObjectContributor.class.getName());

    @Override
    public String getContributorName() {
        return "sepia";
    }

    @Override
    public void contribute(
            AdditionalMappingContributions contributions,
            InFlightMetadataCollector metadata,
            ResourceStreamLocator resources,
            MetadataBuildingContext context) {
        ServiceRegistry registry = context.getBootstrapContext().getServiceRegistry();
        MappedTables tables = registry.requireService(MappedTables.class);
        if (metadata.getEntityBinding(StoredObject.class.getName()) != null) {
            tables.add(metadata);
            return;
        }
        Map<String, Object> properties =
                registry.requireService(ConfigurationService.class).getSettings();
        if (!UnitOptions.get(properties, UnitOptions.MAPPING) || isOfQuarkus(registry)) {
            return;
        }
        Optional<String> clash = clash(metadata);
        if (clash.isPresent()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "StoredObject is left out of the persistence unit, because {0}. JPQL cannot read documents there."
                            + " Rename it, or set the property sepia.mapping to false to suppress this message.",
                    clash.get());
            return;
        }
        tables.add(metadata);
        contributions.contributeEntity(StoredObject.class);
    }

    /** Quarkus generates the proxies of entities at build time, so it has none for entities that are added later. */
    private static boolean isOfQuarkus(ServiceRegistry registry) {
        return registry.requireService(ClassLoaderService.class)
                .getClass()
                .getName()
                .startsWith("io.quarkus.");
    }

    private static Optional<String> clash(InFlightMetadataCollector metadata) {
        String name = StoredObject.class.getSimpleName();
        String importing = metadata.getImports().get(name);
        if (importing != null) {
            return Optional.of("the unit has an entity '" + name + "' of its own, " + importing);
        }
        for (PersistentClass entity : metadata.getEntityBindingMap().values()) {
            if (StoredObject.TABLE.equalsIgnoreCase(entity.getTable().getName())) {
                return Optional.of("the unit's entity " + entity.getEntityName() + " has a table '" + StoredObject.TABLE
                        + "' of its own");
            }
        }
        for (Namespace namespace : metadata.getDatabase().getNamespaces()) {
            if (namespace.getTables().stream()
                    .anyMatch(table -> StoredObject.TABLE.equalsIgnoreCase(table.getName()))) {
                return Optional.of("the unit maps a table '" + StoredObject.TABLE + "' of its own");
            }
        }
        return Optional.empty();
    }
}
