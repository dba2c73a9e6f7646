package io.sepia.internal.codec;

import io.sepia.document.HistoryRule;
import io.sepia.document.OnDelete;
import io.sepia.error.MappingException;
import io.sepia.model.History;
import io.sepia.model.Stored;
import java.util.Optional;

/** Which classes are stored as objects of their own, and under which name. */
final class StorageNames {
    private static final ClassValue<Boolean> STORED = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            if (type.isAnnotationPresent(Stored.class)) {
                return true;
            }
            Class<?> parent = type.getSuperclass();
            if (parent != null && STORED.get(parent)) {
                return true;
            }
            for (Class<?> each : type.getInterfaces()) {
                if (STORED.get(each)) {
                    return true;
                }
            }
            return false;
        }
    };

    private StorageNames() {}

    /** Whether values of this class are referred to instead of embedded: it or a supertype is {@code @Stored}. */
    static boolean isStored(Class<?> type) {
        return STORED.get(type);
    }

    /** The storage name; subclasses do not share the name of their parent. */
    static String of(Class<?> type) {
        Stored stored = type.getDeclaredAnnotation(Stored.class);
        return stored != null && !stored.value().isEmpty() ? stored.value() : type.getSimpleName();
    }

    /** Whether the class says that its objects have events; subclasses do not inherit it. */
    static boolean hasEvents(Class<?> type) {
        Stored stored = type.getDeclaredAnnotation(Stored.class);
        return stored != null && stored.events();
    }

    /** What the class says of references to its objects; subclasses do not inherit it. */
    static OnDelete onDelete(Class<?> type) {
        Stored stored = type.getDeclaredAnnotation(Stored.class);
        return stored == null ? OnDelete.LEAVE : stored.onDelete();
    }

    /** What the class says of its generations, if anything; subclasses do not inherit it. */
    static Optional<HistoryRule> history(Class<?> type) {
        Stored stored = type.getDeclaredAnnotation(Stored.class);
        History[] history = stored == null ? new History[0] : stored.history();
        if (history.length > 1) {
            throw new MappingException(type.getName() + " has several @History. Leave one of them.");
        }
        try {
            return history.length == 0
                    ? Optional.empty()
                    : Optional.of(new HistoryRule(true, history[0].generations(), history[0].days()));
        } catch (IllegalArgumentException e) {
            throw new MappingException(type.getName() + ": " + e.getMessage() + ". Correct its @History.");
        }
    }

    /** Whether a class comes from the platform and has a JSON form of its own. */
    static boolean isPlatform(Class<?> type) {
        String name = type.getName();
        return type.isPrimitive()
                || type.isArray()
                || name.startsWith("java.")
                || name.startsWith("javax.")
                || name.startsWith("jdk.")
                || name.startsWith("kotlin.")
                || name.startsWith("com.fasterxml.jackson.");
    }
}
