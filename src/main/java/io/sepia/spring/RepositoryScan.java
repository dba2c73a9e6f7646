package io.sepia.spring;

import io.sepia.model.Stored;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.ResourceLoaderAware;
import org.springframework.context.annotation.AnnotationBeanNameGenerator;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.util.ClassUtils;

/**
 * Finds the repositories in the packages of an application: interfaces that extend one of Spring Data's or Jakarta
 * Data's and whose first argument is a class annotated with {@link Stored}.
 */
final class RepositoryScan
        implements ImportBeanDefinitionRegistrar, BeanFactoryAware, EnvironmentAware, ResourceLoaderAware {
    private static final List<String> ROOTS =
            List.of("org.springframework.data.repository.Repository", "jakarta.data.repository.DataRepository");
    private static final String EXCLUDED = "org.springframework.data.repository.NoRepositoryBean";

    private @Nullable BeanFactory beans;
    private @Nullable Environment environment;
    private @Nullable ResourceLoader resources;

    RepositoryScan() {}

    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
        this.beans = beanFactory;
    }

    @Override
    public void setEnvironment(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void setResourceLoader(ResourceLoader resourceLoader) {
        this.resources = resourceLoader;
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
        BeanFactory factory = Objects.requireNonNull(beans);
        ClassLoader loader = Objects.requireNonNull(resources).getClassLoader();
        if (!AutoConfigurationPackages.has(factory)) {
            return;
        }
        Scanner scanner = new Scanner(Objects.requireNonNull(environment));
        scanner.setResourceLoader(resources);
        for (String root : ROOTS) {
            if (ClassUtils.isPresent(root, loader)) {
                scanner.addIncludeFilter(new AssignableTypeFilter(ClassUtils.resolveClassName(root, loader)));
            }
        }
        if (ClassUtils.isPresent(EXCLUDED, loader)) {
            scanner.addExcludeFilter(new AnnotationTypeFilter(
                    ClassUtils.resolveClassName(EXCLUDED, loader).asSubclass(java.lang.annotation.Annotation.class)));
        }
        for (String each : AutoConfigurationPackages.get(factory)) {
            for (BeanDefinition found : scanner.findCandidateComponents(each)) {
                register(
                        found,
                        ClassUtils.resolveClassName(Objects.requireNonNull(found.getBeanClassName()), loader),
                        registry);
            }
        }
    }

    private static void register(BeanDefinition found, Class<?> repository, BeanDefinitionRegistry registry) {
        String name = AnnotationBeanNameGenerator.INSTANCE.generateBeanName(found, registry);
        if (!isOfAStoredClass(repository) || registry.containsBeanDefinition(name)) {
            return;
        }
        BeanDefinition definition = BeanDefinitionBuilder.genericBeanDefinition(RepositoryFactoryBean.class)
                .addConstructorArgValue(repository)
                .setAutowireMode(org.springframework.beans.factory.support.AbstractBeanDefinition.AUTOWIRE_CONSTRUCTOR)
                .getBeanDefinition();
        definition.setAttribute(FactoryBean.OBJECT_TYPE_ATTRIBUTE, repository);
        registry.registerBeanDefinition(name, definition);
    }

    private static boolean isOfAStoredClass(Class<?> repository) {
        ClassLoader loader = repository.getClassLoader();
        for (String root : ROOTS) {
            if (ClassUtils.isPresent(root, loader)) {
                Class<?> stored = ResolvableType.forClass(repository)
                        .as(ClassUtils.resolveClassName(root, loader))
                        .resolveGeneric(0);
                if (stored != null) {
                    return stored.isAnnotationPresent(Stored.class);
                }
            }
        }
        return false;
    }

    /** Finds interfaces, which are no components otherwise. */
    private static final class Scanner extends ClassPathScanningCandidateComponentProvider {
        Scanner(Environment environment) {
            super(false, environment);
        }

        @Override
        protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
            return definition.getMetadata().isInterface()
                    && definition.getMetadata().isIndependent();
        }
    }
}
