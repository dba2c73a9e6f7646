package io.sepia.trial;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Parts of a transaction of which a test intercepts some calls. */
final class Intercepted {
    private Intercepted() {}

    /** Handles a call in place of the part. */
    @FunctionalInterface
    interface Interception {
        /**
         * Returns the result of a call.
         *
         * @param original calls the part, with the arguments as they are now
         */
        @Nullable
        Object call(String method, Object[] arguments, Original original);
    }

    /** The call of the part itself. */
    @FunctionalInterface
    interface Original {
        @Nullable
        Object call();
    }

    /** Returns a part whose calls are intercepted. */
    static <T> T of(Class<T> type, T part, Interception interception) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    Object[] arguments = given == null ? new Object[0] : given;
                    return interception.call(method.getName(), arguments, () -> invoke(part, method, arguments));
                }));
    }

    private static @Nullable Object invoke(Object part, Method method, Object[] arguments) {
        try {
            return method.invoke(part, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
