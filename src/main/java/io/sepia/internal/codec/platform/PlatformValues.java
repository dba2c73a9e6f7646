package io.sepia.internal.codec.platform;

import io.sepia.model.Ref;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.util.Calendar;
import java.util.Collection;
import java.util.Currency;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.UUID;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Compares values of platform classes, several of which have no {@code equals}. */
public final class PlatformValues {
    /** Classes of which Jackson's form keeps every value; {@code PlatformCorpusTest} shows that. */
    private static final Set<Class<?>> KEPT =
            Set.of(Character.class, UUID.class, Date.class, URI.class, Currency.class, String.class, Boolean.class);

    private static final ClassValue<Boolean> DOUBTFUL = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return !KEPT.contains(type)
                    && !isOneText(type)
                    && !Enum.class.isAssignableFrom(type)
                    && type != Ref.class
                    && !Number.class.isAssignableFrom(type)
                    && !type.getName().startsWith("java.time.");
        }
    };

    /** Classes of containers that may have more than their elements, such as a comparator. */
    private static final ClassValue<Boolean> WITH_STATE = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            boolean sorted = SortedSet.class.isAssignableFrom(type)
                    || SortedMap.class.isAssignableFrom(type)
                    || PriorityQueue.class.isAssignableFrom(type)
                    || PriorityBlockingQueue.class.isAssignableFrom(type);
            boolean known = List.class.isAssignableFrom(type)
                    || Set.class.isAssignableFrom(type)
                    || Map.class.isAssignableFrom(type)
                    || isPlatform(type);
            return sorted || Properties.class.isAssignableFrom(type) || !known;
        }
    };

    private static final ClassValue<Boolean> WRITES_ITSELF = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return !type.isInterface() && !type.isRecord() && !type.isEnum() && definesEquals(type) && hasOwnForm(type);
        }
    };

    private PlatformValues() {}

    /** Returns whether an instance of a class of the application consists of one text. */
    private static boolean isOneText(Class<?> type) {
        List<Field> fields = Stream.of(type.getDeclaredFields())
                .filter(each -> !Modifier.isStatic(each.getModifiers()))
                .toList();
        return !isPlatform(type)
                && (type.getSuperclass() == Object.class || type.getSuperclass() == Record.class)
                && fields.size() == 1
                && fields.get(0).getType() == String.class;
    }

    /** Returns whether a class belongs to the platform or a library and has a JSON form of its own. */
    public static boolean isPlatform(Class<?> type) {
        String name = type.getName();
        return type.isPrimitive()
                || type.isArray()
                || name.startsWith("java.")
                || name.startsWith("javax.")
                || name.startsWith("jdk.")
                || name.startsWith("kotlin.")
                || name.startsWith("com.fasterxml.jackson.");
    }

    /** Returns whether a class stands for dates, times or durations, which have formats. */
    public static boolean isTime(Class<?> type) {
        return type.getName().startsWith("java.time.")
                || Date.class.isAssignableFrom(type)
                || Calendar.class.isAssignableFrom(type);
    }

    /** Returns whether some values of a class that is written as a scalar may be lost although others come back. */
    public static boolean isDoubtful(Class<?> type) {
        return DOUBTFUL.get(type);
    }

    /** Returns whether a container may have a state that its elements do not show. */
    public static boolean isDoubtfulContainer(Object container) {
        if (!WITH_STATE.get(container.getClass())) {
            return false;
        }
        if (container instanceof SortedSet<?> set) {
            return set.comparator() != null;
        }
        if (container instanceof SortedMap<?, ?> map) {
            return map.comparator() != null;
        }
        if (container instanceof PriorityQueue<?> queue) {
            return queue.comparator() != null;
        }
        if (container instanceof PriorityBlockingQueue<?> queue) {
            return queue.comparator() != null;
        }
        return !(container instanceof Properties properties)
                || properties.stringPropertyNames().size() != properties.size();
    }

    /**
     * Returns whether a class has a serialized form of its own, so that its fields do not show its state, and defines
     * {@code equals}, which does.
     */
    public static boolean writesItself(Class<?> type) {
        return WRITES_ITSELF.get(type);
    }

    private static boolean hasOwnForm(Class<?> type) {
        boolean own = Stream.of(type.getDeclaredMethods())
                .anyMatch(each -> each.getName().equals("writeReplace")
                        || each.getName().equals("writeObject") && each.getParameterCount() == 1);
        return own || type.getSuperclass() != null && !isPlatform(type) && hasOwnForm(type.getSuperclass());
    }

    /** Returns whether two values of one class are equal, or look the same if the class does not define that. */
    public static boolean equal(Object a, Object b) {
        if (a.equals(b)) {
            return true;
        }
        if (a instanceof Pattern p && b instanceof Pattern q) {
            return p.pattern().equals(q.pattern()) && p.flags() == q.flags();
        }
        return !definesEquals(a.getClass())
                && defines(a.getClass(), "toString")
                && a.toString().equals(b.toString());
    }

    /** Returns whether a class says which of its instances are equal. */
    public static boolean definesEquals(Class<?> type) {
        return defines(type, "equals", Object.class);
    }

    private static boolean defines(Class<?> type, String name, Class<?>... parameters) {
        try {
            return type.getMethod(name, parameters).getDeclaringClass() != Object.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e); // Every class has these methods.
        }
    }

    /** Returns whether two queues of one class sort their elements by the same comparator. */
    public static boolean sameOrder(Collection<?> a, Collection<?> b) {
        if (a instanceof PriorityQueue<?> p && b instanceof PriorityQueue<?> q) {
            return Objects.equals(p.comparator(), q.comparator());
        }
        if (a instanceof PriorityBlockingQueue<?> p && b instanceof PriorityBlockingQueue<?> q) {
            return Objects.equals(p.comparator(), q.comparator());
        }
        return true;
    }
}
