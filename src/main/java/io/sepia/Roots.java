package io.sepia;

import io.sepia.document.ObjectKey;
import io.sepia.error.MappingException;
import io.sepia.internal.codec.ObjectCodec;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The roots of a garbage collection: objects that are kept, with everything that they reach by references. Immutable.
 *
 * <pre>{@code
 * storage.garbage().collect(Roots.classes(Project.class).and(Roots.object(Settings.class, "main")));
 * }</pre>
 */
public final class Roots {
    /** No roots: everything that was not saved within the grace period is garbage. */
    public static final Roots NONE = new Roots(List.of(), List.of());

    private final List<Function<ObjectCodec, ObjectKey>> keys;
    private final List<Function<ObjectCodec, String>> classNames;

    private Roots(List<Function<ObjectCodec, ObjectKey>> keys, List<Function<ObjectCodec, String>> classNames) {
        this.keys = keys;
        this.classNames = classNames;
    }

    private static Roots ofKeys(Stream<Function<ObjectCodec, ObjectKey>> keys) {
        return new Roots(keys.toList(), List.of()).checked();
    }

    private static Roots ofClasses(Stream<Function<ObjectCodec, String>> classNames) {
        return new Roots(List.of(), classNames.toList()).checked();
    }

    private Roots checked() {
        if (isEmpty()) {
            throw new IllegalArgumentException("No roots are given, so everything would be garbage. Name some, or"
                    + " use Roots.NONE if that is what you want.");
        }
        return this;
    }

    /**
     * Makes objects roots, by their ids. They must be stored when the collection begins.
     *
     * @throws IllegalArgumentException if none is given
     */
    public static Roots objects(Object... objects) {
        return ofKeys(Arrays.stream(objects).map(object -> codec -> keyOf(codec, object)));
    }

    /** Makes one object a root, by its class and id. It must be stored when the collection begins. */
    public static Roots object(Class<?> type, Object id) {
        return ofKeys(Stream.of(codec -> codec.model(type).key(id)));
    }

    /**
     * Makes objects roots, by their keys. They must be stored when the collection begins.
     *
     * @throws IllegalArgumentException if none is given
     */
    public static Roots keys(ObjectKey... keys) {
        return keys(Arrays.asList(keys));
    }

    /** Like {@link #keys(ObjectKey...)}. */
    public static Roots keys(Collection<ObjectKey> keys) {
        return ofKeys(keys.stream().map(key -> codec -> key));
    }

    /**
     * Makes all objects of classes roots, including those that are saved concurrently with the collection.
     *
     * @throws IllegalArgumentException if none is given
     */
    public static Roots classes(Class<?>... types) {
        return ofClasses(
                Arrays.stream(types).map(type -> codec -> codec.model(type).name()));
    }

    /**
     * Makes all objects of classes roots, by the storage names of the classes.
     *
     * @throws IllegalArgumentException if none is given
     * @throws io.sepia.error.InvalidKeyException if a name cannot be a storage name
     */
    public static Roots classNames(String... names) {
        return ofClasses(Arrays.stream(names).map(ObjectKey::checkClassName).map(name -> codec -> name));
    }

    /** Returns these roots together with {@code others}. */
    public Roots and(Roots others) {
        return new Roots(joined(keys, others.keys), joined(classNames, others.classNames));
    }

    private static <T> List<T> joined(List<T> some, List<T> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    boolean isEmpty() {
        return keys.isEmpty() && classNames.isEmpty();
    }

    Set<ObjectKey> keys(ObjectCodec codec) {
        return keys.stream().map(each -> each.apply(codec)).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static ObjectKey keyOf(ObjectCodec codec, Object object) {
        ObjectKey key = codec.modelOf(object).keyOf(object);
        if (key == null) {
            throw new MappingException("An object of " + object.getClass().getName()
                    + " cannot be a root, because it has no id: it was never saved. Save it first.");
        }
        return key;
    }

    Set<String> classNames(ObjectCodec codec) {
        return classNames.stream().map(each -> each.apply(codec)).collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
