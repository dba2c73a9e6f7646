package io.sepia.spring;

import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.PersistenceExceptionTranslationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A Spring Boot application with JPA, an entity, a document, and a service with methods in each kind of transaction.
 */
abstract class SpringFixture {
    /** The application. */
    @Configuration(proxyBeanMethods = false)
    @AutoConfigurationPackage
    static class Application {
        @Bean
        static Service service() {
            return new Service();
        }
    }

    /** A failure that a rollback rule may name. */
    static class Refused extends RuntimeException {
        Refused() {
            super("refused");
        }
    }

    /** Auto-configurations without scanning. */
    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        DataSourceTransactionManagerAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        HibernateJpaAutoConfiguration.class,
        PersistenceExceptionTranslationAutoConfiguration.class,
        TransactionAutoConfiguration.class,
        SepiaDataSourceAutoConfiguration.class,
        SepiaAutoConfiguration.class,
        SepiaActuatorAutoConfiguration.class
    })
    static class Automatic {}

    static final AutoConfigurations JPA = AutoConfigurations.of(
            DataSourceAutoConfiguration.class,
            DataSourceTransactionManagerAutoConfiguration.class,
            JdbcTemplateAutoConfiguration.class,
            HibernateJpaAutoConfiguration.class,
            PersistenceExceptionTranslationAutoConfiguration.class,
            TransactionAutoConfiguration.class);

    static final AutoConfigurations SEPIA = AutoConfigurations.of(
            SepiaDataSourceAutoConfiguration.class, SepiaAutoConfiguration.class, SepiaActuatorAutoConfiguration.class);

    /** Returns an application on the class path of the tests, which has H2. */
    ApplicationContextRunner withH2() {
        return new ApplicationContextRunner()
                .withConfiguration(JPA)
                .withConfiguration(SEPIA)
                .withUserConfiguration(Application.class)
                .withPropertyValues(
                        "spring.jpa.hibernate.ddl-auto=update",
                        "spring.jpa.open-in-view=false",
                        "spring.datasource.hikari.maximum-pool-size=4");
    }

    /** Returns an application without an embedded database that Spring Boot knows. */
    ApplicationContextRunner withoutH2() {
        return withH2().withClassLoader(new FilteredClassLoader("org.h2"));
    }
}
