package io.sepia;

import io.sepia.internal.codec.ObjectCodec;
import io.sepia.internal.engine.UnitOfWork;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The verbs of a store, past its cache. */
final class FreshScope extends Scope {
    private final Storage storage;

    FreshScope(Storage storage) {
        this.storage = storage;
    }

    @Override
    <R extends @Nullable Object> R read(Function<UnitOfWork, R> work) {
        return storage.readFresh(work);
    }

    @Override
    <R extends @Nullable Object> R write(Function<UnitOfWork, R> work) {
        return storage.write(work);
    }

    @Override
    <R> R mutate(Mutation<?, R> mutation) {
        return storage.mutate(mutation);
    }

    @Override
    StreamSource openStream() {
        return storage.openStream();
    }

    @Override
    ObjectCodec codec() {
        return storage.codec();
    }
}
