package io.sepia.internal.codec;

import io.sepia.document.ObjectKey;
import io.sepia.model.Ref;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where in memory a reference stands, so that a record that got an id or version can take the place of the one without.
 *
 * @param parent the object, collection, map or array that holds it directly, or null if it is not known
 * @param property the name of the property in the parent's JSON form, if the parent is an object
 */
public record Place(@Nullable Object parent, @Nullable String property) {
    /** Tells a {@code Ref} that stands here the key of its target. Returns what undoes that. */
    public Optional<Runnable> bind(ObjectKey key) {
        if (!(parent instanceof Ref<?> ref)) {
            return Optional.empty();
        }
        ObjectKey before = ref.key().orElse(null);
        ref.bind(key);
        return Optional.of(() -> ref.bind(before));
    }

    /**
     * Puts {@code replacement} where {@code old} stands.
     *
     * @return what undoes that, or empty if the parent cannot be changed; then nothing was
     */
    Optional<Runnable> replace(BeanProperties properties, Object old, Object replacement) {
        if (parent instanceof Object[] array) {
            return replaceInArray(array, old, replacement);
        }
        try {
            if (parent instanceof List<?> list) {
                return replaceInList(unchecked(list), old, replacement);
            }
            if (parent instanceof Map<?, ?> map) {
                return replaceInMap(unchecked(map), old, replacement);
            }
            if (parent instanceof Collection<?> collection) {
                return replaceInCollection(unchecked(collection), old, replacement);
            }
        } catch (UnsupportedOperationException e) {
            return Optional.empty();
        }
        return parent == null || property == null
                ? Optional.empty()
                : properties.replace(parent, property, old, replacement);
    }

    private static Optional<Runnable> replaceInArray(Object[] array, Object old, Object replacement) {
        if (!array.getClass().getComponentType().isInstance(replacement)) {
            return Optional.empty();
        }
        List<Integer> indexes = new ArrayList<>();
        for (int i = 0; i < array.length; i++) {
            if (array[i] == old) {
                Array.set(array, i, replacement);
                indexes.add(i);
            }
        }
        return Optional.of(() -> indexes.forEach(index -> Array.set(array, index, old)));
    }

    private static Optional<Runnable> replaceInList(List<Object> list, Object old, Object replacement) {
        swap(list, old, replacement);
        return Optional.of(() -> swap(list, replacement, old));
    }

    private static void swap(List<Object> list, Object from, Object to) {
        for (ListIterator<Object> it = list.listIterator(); it.hasNext(); ) {
            if (it.next() == from) {
                it.set(to);
            }
        }
    }

    private static Optional<Runnable> replaceInMap(Map<Object, Object> map, Object old, Object replacement) {
        swap(map, old, replacement);
        return Optional.of(() -> swap(map, replacement, old));
    }

    private static void swap(Map<Object, Object> map, Object from, Object to) {
        for (Map.Entry<Object, Object> entry : map.entrySet()) {
            if (entry.getValue() == from) {
                entry.setValue(to);
            }
        }
    }

    /** Sets hash their elements, so all of them are taken out and put in again, in their order. */
    private static Optional<Runnable> replaceInCollection(
            Collection<Object> collection, Object old, Object replacement) {
        List<Object> before = new ArrayList<>(collection);
        List<Object> after = new ArrayList<>(before);
        swap(after, old, replacement);
        refill(collection, after);
        return Optional.of(() -> refill(collection, before));
    }

    private static void refill(Collection<Object> collection, List<Object> elements) {
        collection.clear();
        collection.addAll(elements);
    }

    @SuppressWarnings("unchecked")
    private static <T> T unchecked(Object value) {
        return (T) value;
    }
}
