package io.sepia.spring;

import io.sepia.Storage;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Import;
import org.springframework.dao.support.PersistenceExceptionTranslator;

/**
 * Makes beans of the repositories in the application's packages. Spring Data's own scan leaves them to this one: the
 * file {@code META-INF/spring.factories} tells it that there is more than one kind of store, so that it takes only
 * repositories of entities. See decision 0213.
 */
@AutoConfiguration(after = SepiaAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = SepiaProperties.ENABLED, matchIfMissing = true)
@ConditionalOnBean(Storage.class)
@ConditionalOnClass(PersistenceExceptionTranslator.class)
@Import(RepositoryScan.class)
@SuppressWarnings("exports") // The modules of the annotations are optional; Spring Boot has them.
public final class SepiaRepositoriesAutoConfiguration {
    SepiaRepositoriesAutoConfiguration() {}
}
