package io.sepia.spring;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.error.ConfigurationException;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.dao.support.PersistenceExceptionTranslator;
import org.springframework.orm.jpa.EntityManagerFactoryUtils;

/**
 * Configures a {@link Storage}: in the application's persistence unit, where it takes part in Spring's transactions, or
 * in a SQLite file of its own if there is no unit. Backs off if the application has a bean of this type. See decisions
 * 0212 and 0257.
 */
@AutoConfiguration(
        after = SepiaDataSourceAutoConfiguration.class,
        afterName = "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration")
@ConditionalOnBooleanProperty(name = SepiaProperties.ENABLED, matchIfMissing = true)
@SuppressWarnings("exports") // The modules of the annotations are optional; Spring Boot has them.
public final class SepiaAutoConfiguration {
    private static final System.Logger LOG = System.getLogger(SepiaAutoConfiguration.class.getName());

    SepiaAutoConfiguration() {}

    private static Storage open(StorageBuilder builder, ObjectProvider<StorageBuilderCustomizer> customizers) {
        customizers.orderedStream().forEach(each -> each.customize(builder));
        return builder.open();
    }

    /** Passes options to Spring Boot's own unit, whose connections and mapping some of them concern. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HibernatePropertiesCustomizer.class)
    static class UnitProperties {
        @Bean
        static HibernatePropertiesCustomizer sepiaPropertiesCustomizer(Environment environment) {
            return properties -> SepiaProperties.of(environment)
                    .values()
                    .forEach((name, value) -> properties.put("sepia." + name, value));
        }
    }

    /** A store in a persistence unit. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(EntityManagerFactoryUtils.class)
    @ConditionalOnBean(EntityManagerFactory.class)
    @ConditionalOnMissingBean(Storage.class)
    static class InUnit {
        @Bean(destroyMethod = "close")
        static Storage sepiaStorage(
                ListableBeanFactory beans,
                Environment environment,
                ObjectProvider<EntityManagerFactory> factories,
                ObjectProvider<StorageBuilderCustomizer> customizers) {
            SepiaProperties properties = SepiaProperties.of(environment);
            EntityManagerFactory factory = properties.factory() == null
                    ? only(beans, factories)
                    : beans.getBean(properties.factory(), EntityManagerFactory.class);
            StorageBuilder builder = StorageBuilder.of(factory)
                    .options(properties.values())
                    .joining(new SpringTransactions(factory)::entityManager);
            return open(builder, customizers);
        }

        private static EntityManagerFactory only(
                ListableBeanFactory beans, ObjectProvider<EntityManagerFactory> factories) {
            EntityManagerFactory only = factories.getIfUnique();
            if (only == null) {
                throw new ConfigurationException("The application has several EntityManagerFactories: "
                        + Arrays.toString(beans.getBeanNamesForType(EntityManagerFactory.class))
                        + ". Name the one of the store in the property " + SepiaProperties.FACTORY
                        + ", make one primary, or declare beans of type Storage.");
            }
            return only;
        }
    }

    /** A store in a file of its own. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean({Storage.class, EntityManagerFactory.class})
    static class InFile {
        @Bean(destroyMethod = "close")
        static Storage sepiaStorage(Environment environment, ObjectProvider<StorageBuilderCustomizer> customizers) {
            Map<String, Object> options = SepiaProperties.of(environment).withPath(environment);
            Storage storage = open(StorageBuilder.of("sqlite").options(options), customizers);
            LOG.log(
                    System.Logger.Level.INFO,
                    "Documents are in the SQLite file {0}",
                    Path.of(String.valueOf(options.get("database_path")))
                            .toAbsolutePath()
                            .normalize());
            return storage;
        }
    }

    /** Spring's exceptions for those of the store, in beans annotated with Spring's {@code @Repository}. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(PersistenceExceptionTranslator.class)
    static class Exceptions {
        @Bean
        static StorageExceptionTranslator storageExceptionTranslator() {
            return new StorageExceptionTranslator();
        }
    }
}
