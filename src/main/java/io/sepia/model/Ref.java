package io.sepia.model;

import io.sepia.document.ObjectKey;
import io.sepia.error.ObjectNotFoundException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A reference to an object that is loaded when it is asked for, not together with its holder. Use it where a graph of
 * objects should stop.
 *
 * <p>A reference made by {@link #of} or {@link #to} may be saved at once: what {@code of} holds is saved with the
 * holder if it is not stored yet. A loaded reference asks the store that loaded it, which must still be open; it keeps
 * what it got, so later calls return the same instance.
 *
 * <p>Two references are equal when they have the same key, or hold the same instance. A reference made by {@link #of}
 * gets its key when its holder is saved, so do not use it as a hash key before.
 *
 * <p>Safe to share between threads; the target is the caller's own object.
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

    /** A reference to {@code target}, which may be stored already or not. */
    public static <T> Ref<T> of(T target) {
        return new Ref<>(null, null, null, null, target);
    }

    /**
     * A reference to the object of {@code type} with this id, without loading it. It can be saved, but not followed
     * before it has been loaded with its holder.
     */
    public static <T> Ref<T> to(Class<T> type, Object id) {
        return new Ref<>(type, id.toString(), null, null, null);
    }

    /** A reference that was read from a store. For codecs; applications use {@link #of} and {@link #to}. */
    public static <T> Ref<T> stored(ObjectKey key, Class<T> type, Resolver resolver) {
        return new Ref<>(type, key.id(), key, resolver, null);
    }

    /**
     * The target, loaded if need be.
     *
     * @throws io.sepia.error.ObjectNotFoundException if it is not stored
     * @throws io.sepia.error.StorageException if it cannot be loaded
     * @throws IllegalStateException if this reference was made by {@link #to} and never loaded
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
     * The target, loaded if need be, or empty when it is not stored.
     *
     * @throws io.sepia.error.StorageException if it cannot be loaded
     * @throws IllegalStateException if this reference was made by {@link #to} and never loaded
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
                            + "') was made by the application and knows no store. Load its holder, or load the target by its id.");
        }
        Optional<? extends T> loaded = resolver.resolve(stored, type);
        synchronized (this) {
            if (target == null && loaded.isPresent()) {
                target = loaded.get();
            }
            return Optional.ofNullable(target);
        }
    }

    /** The target if it is in memory already. */
    public Optional<T> loaded() {
        return Optional.ofNullable(target);
    }

    /** The target's key, or empty for a reference that was not saved or loaded yet. */
    public Optional<ObjectKey> key() {
        return Optional.ofNullable(key);
    }

    /** The class given to {@link #to}, or empty. For codecs. */
    public Optional<Class<? extends T>> type() {
        return Optional.ofNullable(type);
    }

    /** The id given to {@link #to} or read from a store, or empty. */
    public Optional<String> id() {
        return Optional.ofNullable(id);
    }

    /** Tells this reference the key under which it was written, or null when that was rolled back. For codecs. */
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

    /** Names the target without loading it. */
    @Override
    public String toString() {
        ObjectKey mine = key;
        return "Ref(" + (mine == null ? "not saved yet" : mine.toString()) + ")";
    }

    /** Loads the target of a {@link Ref} when it is asked for. Implemented by the store that loaded the reference. */
    @FunctionalInterface
    public interface Resolver {
        /**
         * Loads the object of {@code key}, or returns empty when it is not stored.
         *
         * @param type what the object must be an instance of
         * @throws io.sepia.error.StorageException if it cannot be loaded or is no {@code type}
         */
        <T> Optional<T> resolve(ObjectKey key, Class<T> type);
    }
}
