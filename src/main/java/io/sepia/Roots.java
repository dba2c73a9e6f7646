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
 * From where a garbage collection begins: what can be reached from a root by references is kept. Immutable.
 *
 * <pre>{@code
 * storage.garbage().collect(Roots.classes(Project.class).and(Roots.object(Settings.class, "main")));
 * }</pre>
 */
public final class Roots {
    /** No roots: everything is garbage that was not saved within the grace period. */
    public static final Roots NONE = new Roots(List.of());

    /** Keys, classes, names of classes, and other objects. */
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
            throw new IllegalArgumentException("There are no roots, so that everything would be garbage. Name some, or"
                    + " say Roots.NONE if that is what you want.");
        }
        return new Roots(roots);
    }

    /**
     * Objects, by the ids that they have. They must be stored when the collection begins.
     *
     * @throws IllegalArgumentException without any
     */
    public static Roots objects(Object... objects) {
        return of(Arrays.stream(objects).map(Instance::new).toList());
    }

    /** One object by its class and id. It must be stored when the collection begins. */
    public static Roots object(Class<?> type, Object id) {
        return of(List.of(new Id(type, id)));
    }

    /**
     * Objects by their keys. They must be stored when the collection begins.
     *
     * @throws IllegalArgumentException without any
     */
    public static Roots keys(ObjectKey... keys) {
        return keys(Arrays.asList(keys));
    }

    /** As {@link #keys(ObjectKey...)}. */
    public static Roots keys(Collection<ObjectKey> keys) {
        return of(keys.stream().map(Key::new).toList());
    }

    /**
     * All objects of classes, those too that others save while the collection runs.
     *
     * @throws IllegalArgumentException without any
     */
    public static Roots classes(Class<?>... types) {
        return of(Arrays.stream(types).map(Type::new).toList());
    }

    /**
     * All objects of classes by their storage names.
     *
     * @throws IllegalArgumentException without any
     * @throws io.sepia.error.InvalidKeyException if a name cannot be that of a class
     */
    public static Roots classNames(String... names) {
        return of(Arrays.stream(names)
                .map(ObjectKey::checkClassName)
                .map(ClassName::new)
                .toList());
    }

    /** These roots and others. */
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
                    + " is no root, because it holds no id: it was never saved. Save it first.");
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
