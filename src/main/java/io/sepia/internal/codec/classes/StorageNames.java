package io.sepia.internal.codec.classes;

import io.sepia.document.HistoryRule;
import io.sepia.document.OnDelete;
import io.sepia.error.MappingException;
import io.sepia.model.History;
import io.sepia.model.Stored;
import java.util.Optional;

/** Decides which classes are stored as objects of their own, and under which name. See decisions 0001 and 0004. */
public final class StorageNames {
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

    /** Returns whether values of this class are referenced, not embedded: it or a supertype is {@code @Stored}. */
    public static boolean isStored(Class<?> type) {
        return STORED.get(type);
    }

    /** Returns the storage name. Subclasses do not share the name of their parent. */
    public static String of(Class<?> type) {
        Stored stored = type.getDeclaredAnnotation(Stored.class);
        return stored != null && !stored.value().isEmpty() ? stored.value() : type.getSimpleName();
    }

    /** Returns whether the class declares that its objects have events. Subclasses do not inherit this. */
    public static boolean hasEvents(Class<?> type) {
        Stored stored = type.getDeclaredAnnotation(Stored.class);
        return stored != null && stored.events();
    }

    /** Returns what the class declares for references to its objects. Subclasses do not inherit this. */
    public static OnDelete onDelete(Class<?> type) {
        Stored stored = type.getDeclaredAnnotation(Stored.class);
        return stored == null ? OnDelete.LEAVE : stored.onDelete();
    }

    /** Returns the history that the class declares, if any. Subclasses do not inherit this. */
    public static Optional<HistoryRule> history(Class<?> type) {
        Stored stored = type.getDeclaredAnnotation(Stored.class);
        History[] history = stored == null ? new History[0] : stored.history();
        if (history.length > 1) {
            throw new MappingException(type.getName() + " has several @History. Keep one of them.");
        }
        try {
            return history.length == 0
                    ? Optional.empty()
                    : Optional.of(new HistoryRule(true, history[0].generations(), history[0].days()));
        } catch (IllegalArgumentException e) {
            throw new MappingException(type.getName() + ": " + e.getMessage() + ". Correct its @History.");
        }
    }

    /** Returns the number of the form in which objects of the class are stored. Subclasses do not inherit this. */
    public static int schema(Class<?> type) {
        Stored stored = type.getDeclaredAnnotation(Stored.class);
        return stored == null ? 1 : stored.schema();
    }
}
