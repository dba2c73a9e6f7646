package io.sepia;

import io.sepia.error.ConfigurationException;
import io.sepia.internal.codec.ObjectCodec;
import java.lang.annotation.Annotation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A repository: an interface of the application, implemented by operations of a store. See decision 0213. */
final class RepositoryProxy implements InvocationHandler {
    private static final String JAKARTA = "jakarta.data.repository.";

    private final Class<?> repository;
    private final String store;
    private final Map<Method, RepositoryMethods.Call> calls;
    private final boolean jakarta;

    private RepositoryProxy(
            Class<?> repository, String store, Map<Method, RepositoryMethods.Call> calls, boolean jakarta) {
        this.repository = repository;
        this.store = store;
        this.calls = calls;
        this.jakarta = jakarta;
    }

    /** Creates a repository. Throws the exceptions of {@link Storage#repository}. */
    static <R> R create(Storage storage, ObjectCodec codec, Class<R> repository) {
        if (!repository.isInterface() || repository.isSealed()) {
            throw new ConfigurationException(repository.getName() + " is no repository, because it is no interface that"
                    + " can be implemented. Declare an interface.");
        }
        boolean jakarta = isJakarta(repository);
        Class<?> type = stored(repository);
        List<RepositoryTypes> libraries = new ArrayList<>();
        if (isPresent("org.springframework.data.domain.Pageable")) {
            libraries.add(new SpringDataTypes());
        }
        if (isPresent("jakarta.data.page.PageRequest")) {
            libraries.add(new JakartaDataTypes());
        }
        Map<Method, RepositoryMethods.Call> calls = compile(storage, codec, repository, type, libraries, jakarta);
        return repository.cast(Proxy.newProxyInstance(
                repository.getClassLoader(),
                new Class<?>[] {repository},
                new RepositoryProxy(repository, storage.toString(), calls, jakarta)));
    }

    private static <T> Map<Method, RepositoryMethods.Call> compile(
            Storage storage,
            ObjectCodec codec,
            Class<?> repository,
            Class<T> type,
            List<RepositoryTypes> libraries,
            boolean jakarta) {
        RepositoryMethods<T> methods = new RepositoryMethods<>(
                storage,
                type,
                RepositoryArguments.of(repository),
                new RepositoryProperties(codec, codec.model(type)),
                libraries,
                jakarta);
        Map<Method, RepositoryMethods.Call> calls = new HashMap<>();
        for (Method each : repository.getMethods()) {
            if (Modifier.isAbstract(each.getModifiers())) {
                calls.put(each, methods.compile(each));
            }
        }
        return calls;
    }

    /** Returns whether Jakarta Data's rules hold for an interface. */
    private static boolean isJakarta(Class<?> repository) {
        boolean extending = Arrays.stream(repository.getInterfaces())
                .anyMatch(each -> each.getName().startsWith(JAKARTA) || isJakarta(each));
        for (Annotation each : repository.getAnnotations()) {
            if (each.annotationType().getName().equals(JAKARTA + "Repository")) {
                JakartaNames.check(repository);
                return true;
            }
        }
        return extending;
    }

    /** Jakarta Data's annotation of an interface. */
    private static final class JakartaNames {
        static void check(Class<?> repository) {
            jakarta.data.repository.Repository given =
                    repository.getAnnotation(jakarta.data.repository.Repository.class);
            boolean ours = given.provider().isEmpty() || given.provider().equalsIgnoreCase("sepia");
            if (!ours || !given.dataStore().isEmpty()) {
                throw new ConfigurationException("Repository " + repository.getName() + " is for the provider '"
                        + given.provider() + "' and the data store '" + given.dataStore()
                        + "', and this is a repository of a store that was opened. Remove both names.");
            }
        }
    }

    private static boolean isPresent(String name) {
        ClassLoader loader = RepositoryProxy.class.getClassLoader();
        return loader.getResource(name.replace('.', '/') + ".class") != null;
    }

    /** Returns the stored class: the argument of the interface that a repository extends, or what its methods use. */
    static Class<?> stored(Class<?> repository) {
        Class<?> declared = RepositoryArguments.of(repository).stored();
        if (declared != null) {
            return declared;
        }
        for (Method each : repository.getMethods()) {
            if (Modifier.isAbstract(each.getModifiers())) {
                List<Type> types = new ArrayList<>(List.of(each.getGenericParameterTypes()));
                types.add(each.getGenericReturnType());
                for (Type type : types) {
                    Class<?> found = RepositoryProperties.raw(
                            type instanceof ParameterizedType generic ? generic.getActualTypeArguments()[0] : type);
                    Class<?> element = found != null && found.isArray() ? found.getComponentType() : found;
                    if (element != null && element.isAnnotationPresent(io.sepia.model.Stored.class)) {
                        return element;
                    }
                }
            }
        }
        throw new ConfigurationException("Repository " + repository.getName() + " does not say which class it stores."
                + " Let it extend a repository interface with that class as its first argument, or annotate the class of"
                + " its parameters or results with @Stored.");
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] given) throws Throwable {
        Object[] arguments = given == null ? new Object[0] : given;
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> repository.getName() + " in " + store;
            };
        }
        RepositoryMethods.Call call = calls.get(method);
        if (call == null) {
            return defaultMethod(method).bindTo(proxy).invokeWithArguments(arguments);
        }
        try {
            return call.run(arguments);
        } catch (RuntimeException e) {
            throw jakarta ? JakartaErrors.of(e) : e;
        }
    }

    /** Returns the implementation of a default method, whose interface need not be public. */
    private static MethodHandle defaultMethod(Method method) throws IllegalAccessException {
        Class<?> owner = method.getDeclaringClass();
        return MethodHandles.privateLookupIn(owner, MethodHandles.lookup()).unreflectSpecial(method, owner);
    }
}
