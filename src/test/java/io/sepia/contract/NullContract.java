package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.DocumentOperations;
import io.sepia.ObjectQuery;
import io.sepia.StorageOperations;
import io.sepia.error.StorageException;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Null as an argument is refused by an error that says so, or a {@code NullPointerException} that names the argument.
 */
interface NullContract extends StorageFixture {
    record Paper(String id, String title) {}

    @Test
    default void everyVerb_nullArgument_isRefusedByName() throws Exception {
        List<String> faults = new ArrayList<>();
        refuse(StorageOperations.class, storage(), faults);
        refuse(DocumentOperations.class, storage().documents("Paper"), faults);
        refuse(ObjectQuery.class, storage().query(Paper.class), faults);
        assertThat(faults).isEmpty();
        assertThat(storage().classes()).isEmpty();
    }

    private static void refuse(Class<?> verbs, Object target, List<String> faults) throws Exception {
        for (Method method : verbs.getMethods()) {
            Class<?>[] types = method.getParameterTypes();
            for (int i = 0; i < types.length; i++) {
                if (!types[i].isPrimitive()) {
                    Object[] arguments =
                            Arrays.stream(types).map(NullContract::argument).toArray();
                    arguments[i] = null;
                    check(method, target, arguments, "argument " + i, faults);
                    boolean several = types[i] == Iterable.class || types[i] == Collection.class;
                    if (several) {
                        arguments[i] = Arrays.asList(new Object[1]);
                        check(method, target, arguments, "an element of argument " + i, faults);
                    }
                }
            }
        }
    }

    private static void check(Method method, Object target, Object[] arguments, String what, List<String> faults)
            throws Exception {
        String where = what + " of " + method.toGenericString();
        try {
            method.invoke(target, arguments);
            faults.add(where + " is accepted");
        } catch (InvocationTargetException e) {
            Throwable error = e.getCause();
            boolean named = error instanceof StorageException
                    || error instanceof NullPointerException
                            && error.getMessage() != null
                            && error.getMessage().matches("[a-zA-Z]+");
            if (!named) {
                faults.add(where + ": " + error);
            }
        }
    }

    private static Object argument(Class<?> type) {
        if (type == Class.class) {
            return Paper.class;
        }
        if (type == String.class) {
            return "{}";
        }
        if (type == Object.class) {
            return "a";
        }
        if (type == UnaryOperator.class) {
            return UnaryOperator.identity();
        }
        if (type == Consumer.class) {
            return (Consumer<Object>) each -> {};
        }
        if (type == Map.class) {
            return Map.of();
        }
        if (type.isArray()) {
            return Array.newInstance(type.getComponentType(), 0);
        }
        return type == long.class ? (Object) 1L : type == boolean.class ? (Object) true : null;
    }

    @Test
    default void save_null_isRefusedAndStoresNothing() {
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> storage().save(null))
                .withMessageContaining("null");
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> storage().saveAll(Arrays.asList(new Paper("a", "x"), null)))
                .withMessageContaining("null");
        assertThat(storage().exists(Paper.class, "a")).isFalse();
    }
}
