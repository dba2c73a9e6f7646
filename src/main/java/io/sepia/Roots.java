package io.sepia;

import io.sepia.document.ObjectKey;
import io.sepia.error.MappingException;
import io.sepia.internal.codec.ObjectCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The roots of a garbage collection: objects that are kept, with everything that they reach by references. Immutable.
 *
 * <pre>{@code
 * storage.garbage().collect(Roots.classes(Project.class).and(Roots.object(Settings.class, "main")));
 * }</pre>
 */
public final class Roots {
    /** No roots: everything that was not saved within the grace period is garbage. */
    public static final Roots NONE = new Roots(List.of());

    /** Roots of all kinds: keys, ids, classes, class names and instances. */
    private final List<Root> roots;

    private sealed interface Root {}

    private record Key(ObjectKey key) implements Root {}

    private record Id(Class<?> type, Object id) implements Root {}

    private record Type(Class<?> type) implements Root {}

    private record ClassName(String name) implements Root {}

    private record Instance(Object object) implements Root {}

    private Roots(List<? extends Root> roots) {
        this.roots = List.copyOf(roots);
    }

    private static Roots of(List<? extends Root> roots) {
        if (roots.isEmpty()) {
            throw new IllegalArgumentException("No roots are given, so everything would be garbage. Name some, or"
                    + " use Roots.NONE if that is what you want.");
        }
        return new Roots(roots);
    }

    /**
     * Makes objects roots, by their ids. They must be stored when the collection begins.
     *
     * @throws IllegalArgumentException if none is given
     */
    public static Roots objects(Object... objects) {
        return of(Arrays.stream(objects).map(Instance::new).toList());
    }

    /** Makes one object a root, by its class and id. It must be stored when the collection begins. */
    public static Roots object(Class<?> type, Object id) {
        return of(List.of(new Id(type, id)));
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
        return of(keys.stream().map(Key::new).toList());
    }

    /**
     * Makes all objects of classes roots, including those that are saved concurrently with the collection.
     *
     * @throws IllegalArgumentException if none is given
     */
    public static Roots classes(Class<?>... types) {
        return of(Arrays.stream(types).map(Type::new).toList());
    }

    /**
     * Makes all objects of classes roots, by the storage names of the classes.
     *
     * @throws IllegalArgumentException if none is given
     * @throws io.sepia.error.InvalidKeyException if a name cannot be a storage name
     */
    public static Roots classNames(String... names) {
        return of(Arrays.stream(names)
                .map(ObjectKey::checkClassName)
                .map(ClassName::new)
                .toList());
    }

    /** Returns these roots together with {@code others}. */
    public Roots and(Roots others) {
        List<Root> all = new ArrayList<>(roots);
        all.addAll(others.roots);
        return new Roots(all);
    }

    boolean isEmpty() {
        return roots.isEmpty();
    }

    Set<ObjectKey> keys(ObjectCodec codec) {
        Set<ObjectKey> keys = new LinkedHashSet<>();
        for (Root each : roots) {
            if (each instanceof Key root) {
                keys.add(root.key());
            } else if (each instanceof Id root) {
                keys.add(codec.model(root.type()).key(root.id()));
            } else if (each instanceof Instance root) {
                keys.add(keyOf(codec, root.object()));
            }
        }
        return keys;
    }

    private static ObjectKey keyOf(ObjectCodec codec, Object object) {
        ObjectKey key = codec.model(object.getClass()).keyOf(object);
        if (key == null) {
            throw new MappingException("An object of " + object.getClass().getName()
                    + " cannot be a root, because it has no id: it was never saved. Save it first.");
        }
        return key;
    }

    Set<String> classNames(ObjectCodec codec) {
        Set<String> names = new LinkedHashSet<>();
        for (Root each : roots) {
            if (each instanceof Type root) {
                names.add(codec.model(root.type()).name());
            } else if (each instanceof ClassName root) {
                names.add(root.name());
            }
        }
        return names;
    }
}
