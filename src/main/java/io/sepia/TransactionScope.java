package io.sepia;

import io.sepia.internal.backend.Access;
import io.sepia.internal.codec.ObjectCodec;
import io.sepia.internal.engine.UnitOfWork;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The verbs within a transaction that is open already. */
final class TransactionScope extends Scope implements StorageTransaction {
    private final UnitOfWork unit;
    private final ObjectCodec codec;

    TransactionScope(UnitOfWork unit, ObjectCodec codec) {
        this.unit = unit;
        this.codec = codec;
    }

    @Override
    <R extends @Nullable Object> R read(Function<UnitOfWork, R> work) {
        return work.apply(unit);
    }

    @Override
    <R extends @Nullable Object> R write(Function<UnitOfWork, R> work) {
        unit.checkAllows(Access.READ_WRITE);
        return work.apply(unit);
    }

    @Override
    public void describe(Map<String, ?> metadata) {
        unit.describe(codec.writeMetadata("the transaction", metadata));
    }

    @Override
    StreamSource openStream() {
        unit.backend();
        return new StreamSource(unit, () -> {});
    }

    @Override
    ObjectCodec codec() {
        return codec;
    }
}
