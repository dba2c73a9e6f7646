package io.sepia;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.ObjectNotFoundException;
import io.sepia.internal.codec.ObjectModel;
import io.sepia.internal.engine.UnitOfWork;
import io.sepia.internal.graph.SaveMode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * A change of one object that is to build upon what is stored.
 *
 * @param <T> what is changed
 * @param <R> what comes of it
 * @param key the object
 * @param read makes of a document what is changed
 * @param change the application's; may run several times
 * @param write saves what the change has led to
 */
record Mutation<T, R>(
        ObjectKey key,
        BiFunction<UnitOfWork, StoredDocument, T> read,
        UnaryOperator<T> change,
        BiFunction<UnitOfWork, T, R> write) {
    /** So many times others may come first before the change is made with them kept out. */
    private static final int TRIES = 3;

    private record Found<T>(StoredDocument document, T value) {}

    static <T> Mutation<T, T> of(ObjectModel<T> model, ObjectKey key, UnaryOperator<T> change) {
        return new Mutation<>(
                key,
                (unit, document) -> unit.decode(model, document),
                before -> {
                    T after = Objects.requireNonNull(change.apply(before), "what the change returned");
                    if (!key.equals(model.keyOf(after))) {
                        throw new IllegalArgumentException(
                                "The change of " + key + " returned an object of another id. Give it the same.");
                    }
                    return after;
                },
                (unit, after) -> unit.writer()
                        .<T>save(List.of(after), SaveMode.UPDATE, null)
                        .get(0));
    }

    /** Makes the change in one transaction, in which nobody else writes the object. */
    R within(UnitOfWork unit) {
        T value = read.apply(unit, load(unit));
        return write.apply(unit, change.apply(value));
    }

    /** Makes the change outside of transactions, and again if the object was written meanwhile. */
    R optimistically(Scope scope) {
        for (int i = 0; i < TRIES; i++) {
            Found<T> found = scope.read(unit -> {
                StoredDocument document = load(unit);
                return new Found<>(document, read.apply(unit, document));
            });
            T changed = change.apply(found.value());
            Optional<R> written = scope.write(unit ->
                    load(unit).equals(found.document()) ? Optional.of(write.apply(unit, changed)) : Optional.empty());
            if (written.isPresent()) {
                return written.get();
            }
        }
        return scope.write(this::within);
    }

    private StoredDocument load(UnitOfWork unit) {
        return unit.backend().load(key).orElseThrow(() -> new ObjectNotFoundException(key.className(), key.id()));
    }
}
