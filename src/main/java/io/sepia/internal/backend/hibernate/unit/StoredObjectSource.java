package io.sepia.internal.backend.hibernate.unit;

import io.sepia.internal.backend.jpa.UnitOptions;
import io.sepia.jpa.StoredObject;
import jakarta.persistence.Converter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.hibernate.Version;
import org.hibernate.boot.MetadataBuilder;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.archive.scan.spi.ScanEnvironment;
import org.hibernate.boot.cfgxml.spi.LoadedConfig;
import org.hibernate.boot.cfgxml.spi.MappingReference;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.boot.registry.classloading.spi.ClassLoaderService;
import org.hibernate.boot.spi.MetadataBuilderImplementor;
import org.hibernate.boot.spi.MetadataBuilderInitializer;
import org.hibernate.engine.config.spi.ConfigurationService;
import org.hibernate.service.ServiceRegistry;

/**
 * Lists {@link StoredObject} in units whose classes mention it, because Hibernate resolves associations before it asks
 * {@link StoredObjectContributor}, and with Hibernate 7.1 in units that list a converter. A service of Hibernate. See
 * decision 0145.
 */
public final class StoredObjectSource implements MetadataBuilderInitializer {
    /** The type of a field, or an argument of its generic type, as class files contain it. */
    private static final String DESCRIPTOR = StoredObject.class.descriptorString();

    private static final String CONVERTER = Converter.class.descriptorString();
    /** Whether Hibernate registers the converters of a unit again for a contributed entity, and refuses that. */
    private static final boolean CONVERTERS_TWICE = Version.getVersionString().startsWith("7.1.");

    /** Adds a mapping reference, which Hibernate applies when it knows the classes of the unit. */
    static void install(StandardServiceRegistryBuilder builder) {
        builder.getAggregatedCfgXml().merge(new LoadedConfig(null) {
            @Override
            public List<MappingReference> getMappingReferences() {
                return List.of(new IfMentioned());
            }
        });
    }

    @Override
    public void contribute(MetadataBuilder builder, StandardServiceRegistry registry) {
        if (builder instanceof MetadataBuilderImplementor known) {
            registry.requireService(MappedTables.class).building(known.getBootstrapContext());
        }
    }

    private static final class IfMentioned extends MappingReference {
        IfMentioned() {
            super(Type.CLASS, StoredObject.class.getName());
        }

        @Override
        public void apply(MetadataSources sources) {
            if (isMentioned(sources)) {
                super.apply(sources);
            }
        }

        private boolean isMentioned(MetadataSources sources) {
            ServiceRegistry registry = sources.getServiceRegistry();
            ConfigurationService configuration = registry.getService(ConfigurationService.class);
            if (configuration == null || !UnitOptions.get(configuration.getSettings(), UnitOptions.MAPPING)) {
                return false;
            }
            ClassLoaderService classes = registry.requireService(ClassLoaderService.class);
            ScanEnvironment scanned =
                    registry.requireService(MappedTables.class).scanEnvironment();
            return Stream.of(
                            sources.getAnnotatedClasses().stream().map(Class::getName),
                            sources.getAnnotatedClassNames().stream(),
                            scanned == null ? Stream.<String>of() : scanned.getExplicitlyListedClassNames().stream())
                    .flatMap(names -> names)
                    .filter(name -> !name.equals(getReference()))
                    .anyMatch(name -> mentions(classes, name, DESCRIPTOR)
                            || CONVERTERS_TWICE && mentions(classes, name, CONVERTER));
        }
    }

    /** Reads the class file. To load the class would be too early, since it may still be enhanced. */
    private static boolean mentions(ClassLoaderService classes, String name, String descriptor) {
        try (InputStream file = classes.locateResourceStream(name.replace('.', '/') + ".class")) {
            return file != null && new String(file.readAllBytes(), StandardCharsets.ISO_8859_1).contains(descriptor);
        } catch (IOException e) {
            throw new UncheckedIOException("The class file of " + name + " cannot be read", e);
        }
    }
}
