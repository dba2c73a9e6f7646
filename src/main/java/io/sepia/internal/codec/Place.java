package io.sepia.internal.codec;

import io.sepia.document.ObjectKey;
import io.sepia.model.Ref;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The place of a reference in memory. A record that receives an id or version is a new instance and has to replace the
 * old one in this place.
 *
 * @param parent the object, collection, map or array that holds the reference directly, or null if unknown
 * @param property the name of the property in the parent's JSON form, if the parent is an object
 */
public record Place(@Nullable Object parent, @Nullable String property) {
    /** Sets the key of a {@code Ref} at this place. Returns an action that undoes it, or empty if there is no Ref. */
    public Optional<Runnable> bind(ObjectKey key) {
        if (!(parent instanceof Ref<?> ref)) {
            return Optional.empty();
        }
        ObjectKey before = ref.key().orElse(null);
        ref.bind(key);
        return Optional.of(() -> ref.bind(before));
    }

    /**
     * Replaces {@code old} by {@code replacement}.
     *
     * @return an action that undoes the change, or empty if the parent cannot be changed and was left as it is
     */
    Optional<Runnable> replace(BeanProperties properties, Object old, Object replacement) {
        if (parent instanceof Object[] array) {
            return array.getClass().getComponentType().isInstance(replacement)
                    ? replaceInArray(array, old, replacement)
                    : Optional.empty();
        }
        try {
            if (parent instanceof List<?> list) {
                return replaceInList(unchecked(list), old, replacement);
            }
            if (parent instanceof Map<?, ?> map) {
                swap(Place.<Map<Object, Object>>unchecked(map), old, replacement);
                return Optional.of(() -> swap(Place.<Map<Object, Object>>unchecked(map), replacement, old));
            }
            if (parent instanceof Collection<?> collection) {
                return replaceInCollection(unchecked(collection), old, replacement);
            }
        } catch (UnsupportedOperationException e) {
            return Optional.empty(); // Collections have no method that tells whether they can be changed.
        }
        return parent == null || property == null
                ? Optional.empty()
                : properties.replace(parent, property, old, replacement);
    }

    private static Optional<Runnable> replaceInArray(Object[] array, Object old, Object replacement) {
        int[] places =
                IntStream.range(0, array.length).filter(i -> array[i] == old).toArray();
        IntStream.of(places).forEach(i -> array[i] = replacement);
        return Optional.of(() -> IntStream.of(places).forEach(i -> array[i] = old));
    }

    private static Optional<Runnable> replaceInList(List<Object> list, Object old, Object replacement) {
        swap(list, old, replacement);
        return Optional.of(() -> swap(list, replacement, old));
    }

    private static void swap(List<Object> list, Object from, Object to) {
        list.replaceAll(each -> each == from ? to : each);
    }

    private static void swap(Map<Object, Object> map, Object from, Object to) {
        map.replaceAll((key, value) -> value == from ? to : value);
    }

    /** Removes all elements and adds them again in their order, because sets hash their elements. */
    private static Optional<Runnable> replaceInCollection(
            Collection<Object> collection, Object old, Object replacement) {
        List<Object> before = new ArrayList<>(collection);
        if (!(collection instanceof Queue)) {
            collection.add(old); // Throws before anything is removed, if this is a view of a map. A queue may be full.
        }
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
