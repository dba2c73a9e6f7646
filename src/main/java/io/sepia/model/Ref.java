package io.sepia.model;

import io.sepia.document.ObjectKey;
import io.sepia.error.ObjectNotFoundException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A reference to an object that is loaded on demand, not together with its holder. Use it where a graph of objects
 * should stop.
 *
 * <p>A reference created by {@link #of} or {@link #to} can be saved at once: a new target of {@code of} is saved with
 * the holder. A loaded reference loads its target from the store that loaded it, which must still be open. It keeps the
 * target, so later calls return the same instance.
 *
 * <p>Two references are equal if they have the same key or hold the same instance. A reference created by {@link #of}
 * gets its key when its holder is saved, so do not use it as a hash key before that.
 *
 * <p>References are safe to share between threads; the target is the caller's own object. See decision 0001.
 *
 * @param <T> class of the target
 */
public final class Ref<T> {
    private final @Nullable Class<? extends T> type;
    private final @Nullable String id;
    private final @Nullable Resolver resolver;
    private volatile @Nullable ObjectKey key;
    private volatile @Nullable T target;

    private Ref(
            @Nullable Class<? extends T> type,
            @Nullable String id,
            @Nullable ObjectKey key,
            @Nullable Resolver resolver,
            @Nullable T target) {
        this.type = type;
        this.id = id;
        this.key = key;
        this.resolver = resolver;
        this.target = target;
    }

    /** Returns a reference to {@code target}, which may be new or stored. */
    public static <T> Ref<T> of(T target) {
        return new Ref<>(null, null, null, null, target);
    }

    /**
     * Returns a reference to the object of {@code type} with this id, without loading it. It can be saved, but its
     * target can be loaded only through a reference that was loaded with its holder.
     */
    public static <T> Ref<T> to(Class<T> type, Object id) {
        return new Ref<>(type, id.toString(), null, null, null);
    }

    /** Returns a reference that was read from a store. For codecs; applications use {@link #of} and {@link #to}. */
    public static <T> Ref<T> stored(ObjectKey key, Class<T> type, Resolver resolver) {
        return new Ref<>(type, key.id(), key, resolver, null);
    }

    /**
     * Returns the target, loading it if necessary.
     *
     * @throws io.sepia.error.ObjectNotFoundException if it is not stored
     * @throws io.sepia.error.StorageException if it cannot be loaded
     * @throws IllegalStateException if this reference was created by {@link #to} and not loaded from a store
     */
    public T get() {
        return find().orElseThrow(() -> {
            ObjectKey absent = key;
            return absent == null
                    ? new IllegalStateException("This reference has no key yet")
                    : new ObjectNotFoundException(absent.className(), absent.id());
        });
    }

    /**
     * Returns the target, loading it if necessary, or empty if it is not stored.
     *
     * @throws io.sepia.error.StorageException if it cannot be loaded
     * @throws IllegalStateException if this reference was created by {@link #to} and not loaded from a store
     */
    public Optional<T> find() {
        T known = target;
        if (known != null) {
            return Optional.of(known);
        }
        ObjectKey stored = key;
        if (resolver == null || stored == null || type == null) {
            throw new IllegalStateException(
                    "Ref.to(" + (type == null ? "?" : type.getSimpleName()) + ", '" + id
                            + "') was created by the application and belongs to no store. Load its holder, or load the target by its id.");
        }
        Optional<? extends T> loaded = resolver.resolve(stored, type);
        synchronized (this) {
            if (target == null && loaded.isPresent()) {
                target = loaded.get();
            }
            return Optional.ofNullable(target);
        }
    }

    /** Returns the target if it is already in memory. */
    public Optional<T> loaded() {
        return Optional.ofNullable(target);
    }

    /** Returns the target's key, or empty for a reference that was neither saved nor loaded. */
    public Optional<ObjectKey> key() {
        return Optional.ofNullable(key);
    }

    /** Returns the class given to {@link #to} or read from a store, or empty. For codecs. */
    public Optional<Class<? extends T>> type() {
        return Optional.ofNullable(type);
    }

    /** Returns the id given to {@link #to} or read from a store, or empty. */
    public Optional<String> id() {
        return Optional.ofNullable(id);
    }

    /** Sets the key under which this reference was written, or null when the write was rolled back. For codecs. */
    public void bind(@Nullable ObjectKey written) {
        key = written;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof Ref<?> that)) {
            return false;
        }
        ObjectKey mine = key;
        return mine != null ? mine.equals(that.key) : that.key == null && target != null && target == that.target;
    }

    @Override
    public int hashCode() {
        ObjectKey mine = key;
        return mine == null ? System.identityHashCode(target) : mine.hashCode();
    }

    /** Returns the target's key, without loading the target. */
    @Override
    public String toString() {
        ObjectKey mine = key;
        return "Ref(" + (mine == null ? "not saved yet" : mine.toString()) + ")";
    }

    /** Loads the target of a {@link Ref} on demand. Implemented by the store that loaded the reference. */
    @FunctionalInterface
    public interface Resolver {
        /**
         * Loads the object with that key, or returns empty if it is not stored.
         *
         * @param type the class that the object must be an instance of
         * @throws io.sepia.error.StorageException if it cannot be loaded or is not a {@code type}
         */
        <T> Optional<T> resolve(ObjectKey key, Class<T> type);
    }
}
