package io.sepia.internal.codec;

import java.util.Collection;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.regex.Pattern;

/** Compares values of platform classes, several of which have no {@code equals}. */
final class PlatformValues {
    private PlatformValues() {}

    /** Returns whether two values of one class are equal, or look the same if the class does not define that. */
    static boolean equal(Object a, Object b) {
        if (a.equals(b)) {
            return true;
        }
        if (a instanceof Pattern p && b instanceof Pattern q) {
            return p.pattern().equals(q.pattern()) && p.flags() == q.flags();
        }
        return !defines(a.getClass(), "equals", Object.class)
                && defines(a.getClass(), "toString")
                && a.toString().equals(b.toString());
    }

    private static boolean defines(Class<?> type, String name, Class<?>... parameters) {
        try {
            return type.getMethod(name, parameters).getDeclaringClass() != Object.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e); // Every class has these methods.
        }
    }

    /** Returns whether two queues of one class sort their elements by the same comparator. */
    static boolean sameOrder(Collection<?> a, Collection<?> b) {
        if (a instanceof PriorityQueue<?> p && b instanceof PriorityQueue<?> q) {
            return Objects.equals(p.comparator(), q.comparator());
        }
        if (a instanceof PriorityBlockingQueue<?> p && b instanceof PriorityBlockingQueue<?> q) {
            return Objects.equals(p.comparator(), q.comparator());
        }
        return true;
    }
}
