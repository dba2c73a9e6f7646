package io.sepia.internal.codec.key;

import io.sepia.error.MappingException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Copies records of one class with one component changed, through the canonical constructor. */
public final class RecordCopy {
    private final Class<?> type;
    private final RecordComponent[] components;
    private final Method[] accessors;
    private final Constructor<?> constructor;

    /** Prepares the copies of a record class. */
    public RecordCopy(Class<?> type) {
        this.type = type;
        this.components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            accessors =
                    Arrays.stream(components).map(RecordComponent::getAccessor).toArray(Method[]::new);
            for (Method accessor : accessors) {
                accessor.setAccessible(true);
            }
        } catch (NoSuchMethodException e) {
            throw new MappingException("Record " + type.getName() + " has no canonical constructor", e);
        } catch (InaccessibleObjectException e) {
            throw new MappingException(
                    "Record " + type.getName() + " is not open to Sepia. Add 'opens " + type.getPackageName()
                            + "' to its module.",
                    e);
        }
    }

    /** Returns a copy of {@code record} in which the component {@code name} is {@code value}. */
    Object with(Object record, String name, @Nullable Object value) {
        Object[] arguments = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                arguments[i] = components[i].getName().equals(name) ? value : accessors[i].invoke(record);
            }
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw new MappingException(
                    "Record " + type.getName() + " refused to be copied with another " + name
                            + ". Its constructor must accept the values of its own components.",
                    e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new MappingException("Record " + type.getName() + " cannot be copied", e);
        }
    }
}
