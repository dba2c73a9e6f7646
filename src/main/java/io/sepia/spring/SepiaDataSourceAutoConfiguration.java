package io.sepia.spring;

import io.sepia.internal.backend.jpa.EmbeddedUnit;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;

/**
 * Configures a data source on a SQLite file for an application that uses JPA and has configured no database. Spring
 * Boot then creates the unit and its transaction manager as usual.
 */
@AutoConfiguration(beforeName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@ConditionalOnClass(
        name = {
            "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
            "org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean"
        })
@ConditionalOnBooleanProperty(name = SepiaProperties.ENABLED, matchIfMissing = true)
@ConditionalOnMissingBean(
        type = {
            "javax.sql.DataSource",
            "javax.sql.XADataSource",
            "jakarta.persistence.EntityManagerFactory",
            "org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails"
        })
@Conditional(DefaultDatabaseCondition.class)
@SuppressWarnings("exports") // The modules of the annotations are optional; Spring Boot has them.
public final class SepiaDataSourceAutoConfiguration {
    private static final System.Logger LOG = System.getLogger(SepiaDataSourceAutoConfiguration.class.getName());

    SepiaDataSourceAutoConfiguration() {}

    @Bean(destroyMethod = "close")
    static SepiaDataSource dataSource(Environment environment) {
        Map<String, Object> options = SepiaProperties.of(environment).withPath(environment);
        SepiaDataSource source = new SepiaDataSource(EmbeddedUnit.open(options));
        LOG.log(
                System.Logger.Level.INFO,
                "Entities and documents are in the SQLite file {0}",
                Path.of(String.valueOf(options.get("database_path")))
                        .toAbsolutePath()
                        .normalize());
        return source;
    }
}
