package io.sepia;

import io.sepia.error.InvalidQueryException;
import jakarta.data.repository.By;
import jakarta.data.repository.Delete;
import jakarta.data.repository.Find;
import jakarta.data.repository.Insert;
import jakarta.data.repository.OrderBy;
import jakarta.data.repository.Save;
import jakarta.data.repository.Update;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Methods with the annotations of Jakarta Data.
 *
 * @param <T> the stored class
 */
record JakartaAnnotations<T>(
        RepositoryMethods<T> methods, StorageOperations storage, Class<T> type, RepositoryProperties properties) {
    /** Returns the call of an annotated method, or null if it has no such annotation. */
    RepositoryMethods.@Nullable Call find(Method method) {
        if (method.isAnnotationPresent(Find.class)) {
            methods.checkExtent(method, false);
            return methods.selecting(method, DerivedName.Action.FIND, condition(method), order(method), 0);
        }
        if (method.getAnnotationsByType(OrderBy.class).length > 0) {
            throw new InvalidQueryException(
                    "@OrderBy has a meaning with @Find only. Write the order into the name or" + " the @Query.");
        }
        if (method.isAnnotationPresent(Insert.class)) {
            return writing(method, storage::insert, storage::insertAll);
        }
        if (method.isAnnotationPresent(Update.class)) {
            return writing(method, storage::update, storage::updateAll);
        }
        if (method.isAnnotationPresent(Save.class)) {
            return writing(method, storage::save, storage::saveAll);
        }
        return method.isAnnotationPresent(Delete.class) ? deleting(method) : null;
    }

    private List<Order> order(Method method) {
        List<Order> order = new ArrayList<>();
        for (OrderBy each : method.getAnnotationsByType(OrderBy.class)) {
            if (each.ignoreCase()) {
                throw new InvalidQueryException("@OrderBy(\"" + each.value()
                        + "\") cannot ignore case. Keep a lower-case" + " copy in a property, and sort by that.");
            }
            Field field = properties.find(each.value()).field();
            order.add(each.descending() ? field.descending() : field.ascending());
        }
        return order;
    }

    private Function<Object[], Condition> condition(Method method) {
        List<Field> fields = new ArrayList<>();
        for (Parameter each : methods.values(method)) {
            RepositoryProperties.Property property = properties.find(property(each));
            methods.checkComparable(property, each);
            fields.add(property.field());
        }
        return values -> {
            Condition all = Condition.ALWAYS;
            for (int i = 0; i < values.length; i++) {
                Field field = fields.get(i);
                Condition one = values[i] == null ? field.isNull().or(field.isMissing()) : field.eq(values[i]);
                all = i == 0 ? one : all.and(one);
            }
            return all;
        };
    }

    private static String property(Parameter parameter) {
        By by = parameter.getAnnotation(By.class);
        if (by != null) {
            return by.value();
        }
        if (!parameter.isNamePresent()) {
            throw new InvalidQueryException("Its class file does not contain the names of its parameters, which are"
                    + " those of properties. Compile the interface with -parameters, or name the properties with @By.");
        }
        return parameter.getName();
    }

    private RepositoryMethods.Call writing(
            Method method, Function<Object, Object> one, Function<Iterable<?>, List<?>> many) {
        Class<?> parameter = only(method);
        boolean several = Iterable.class.isAssignableFrom(parameter) || parameter.isArray();
        if (!several) {
            new RepositoryOperations<>(storage, type).checkObject(method);
        }
        return several
                ? RepositoryOperations.returning(
                        method, List.class, arguments -> many.apply(RepositoryOperations.elements(arguments[0])))
                : RepositoryOperations.returning(method, type, arguments -> one.apply(arguments[0]));
    }

    private RepositoryMethods.Call deleting(Method method) {
        Class<?>[] types = method.getParameterTypes();
        boolean object = types.length == 1
                && !method.getParameters()[0].isAnnotationPresent(By.class)
                && (types[0].isAssignableFrom(type) && types[0] != String.class
                        || Iterable.class.isAssignableFrom(types[0])
                        || types[0].isArray());
        if (!object) {
            return methods.selecting(method, DerivedName.Action.DELETE, condition(method), List.of(), 0);
        }
        boolean many = Iterable.class.isAssignableFrom(types[0]) || types[0].isArray();
        return RepositoryOperations.returning(method, Long.class, arguments -> {
            List<?> objects = many ? List.copyOf(RepositoryOperations.elements(arguments[0])) : List.of(arguments[0]);
            for (Object each : objects) {
                if (!storage.delete(each)) {
                    throw JakartaErrors.missing(properties.model().keyOf(each));
                }
            }
            return (long) objects.size();
        });
    }

    private static Class<?> only(Method method) {
        if (method.getParameterCount() != 1) {
            throw new InvalidQueryException("It takes one object, or several in a List or an array.");
        }
        return method.getParameterTypes()[0];
    }
}
