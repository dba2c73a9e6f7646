package io.sepia;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.ObjectNotFoundException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.codec.ObjectModel;
import io.sepia.internal.engine.Scope;
import io.sepia.internal.engine.UnitOfWork;
import io.sepia.internal.engine.Work;
import io.sepia.internal.graph.SaveMode;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * A read-modify-write of one object.
 *
 * @param <T> the type of the changed value
 * @param <R> the type of the result
 * @param key the object
 * @param read decodes a document
 * @param change the application's function; may run several times
 * @param write saves the result of {@code change}
 */
record ReadModifyWrite<T, R>(
        ObjectKey key,
        BiFunction<UnitOfWork, StoredDocument, T> read,
        UnaryOperator<T> change,
        BiFunction<UnitOfWork, T, R> write) {
    /** The number of optimistic attempts before the change runs inside a write transaction. */
    private static final int TRIES = 3;

    /** What the application made from a loaded object. */
    private record Made<T>(T after, T before) {}

    private record Found<T>(StoredDocument document, T value) {}

    static <T> ReadModifyWrite<?, T> of(ObjectModel<T> model, ObjectKey key, UnaryOperator<T> change) {
        return new ReadModifyWrite<Made<T>, T>(
                key,
                (unit, document) -> {
                    T loaded = unit.decode(model, document);
                    return new Made<>(loaded, loaded);
                },
                made -> {
                    T after = Objects.requireNonNull(change.apply(made.before()), "the result of the change");
                    if (!key.equals(model.keyOf(after))) {
                        throw new IllegalArgumentException("The change of " + key
                                + " returned an object with another id. Return one with the same id.");
                    }
                    return new Made<>(after, made.before());
                },
                (unit, made) -> {
                    unit.sightings().known().made(made.after(), made.before());
                    return unit.save(made.after(), SaveMode.UPDATE, null);
                });
    }

    /**
     * Runs in the open transaction, or else optimistically, until no other write has happened between read and write.
     */
    R runIn(Scope scope) {
        for (int i = 0; i < TRIES && !scope.isJoined(Access.READ_WRITE); i++) {
            Found<T> found = scope.run(Work.READ, unit -> {
                StoredDocument document = load(unit);
                return new Found<>(document, read.apply(unit, document));
            });
            T changed = change.apply(found.value());
            Optional<R> written = scope.run(
                    Work.WRITE,
                    unit -> load(unit).equals(found.document())
                            ? Optional.of(write.apply(unit, changed))
                            : Optional.empty());
            if (written.isPresent()) {
                return written.get();
            }
        }
        return scope.run(Work.WRITE, unit -> write.apply(unit, change.apply(read.apply(unit, load(unit)))));
    }

    private StoredDocument load(UnitOfWork unit) {
        return unit.backend().load(key).orElseThrow(() -> new ObjectNotFoundException(key.className(), key.id()));
    }
}
