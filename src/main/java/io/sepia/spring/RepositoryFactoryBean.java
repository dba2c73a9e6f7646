package io.sepia.spring;

import io.sepia.Storage;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.support.PersistenceExceptionTranslationInterceptor;

/**
 * Creates the bean of a repository, which throws Spring's exceptions.
 *
 * @param <R> the repository
 */
final class RepositoryFactoryBean<R> implements FactoryBean<R> {
    private final Class<R> repository;
    private final ObjectProvider<Storage> storage;

    RepositoryFactoryBean(Class<R> repository, ObjectProvider<Storage> storage) {
        this.repository = repository;
        this.storage = storage;
    }

    @Override
    public R getObject() {
        R plain = storage.getObject().repository(repository);
        ProxyFactory factory = new ProxyFactory();
        factory.setInterfaces(repository);
        factory.setTarget(plain);
        factory.addAdvice(new PersistenceExceptionTranslationInterceptor(new StorageExceptionTranslator()));
        return repository.cast(factory.getProxy(repository.getClassLoader()));
    }

    @Override
    public Class<R> getObjectType() {
        return repository;
    }
}
