package io.sepia;

import io.sepia.internal.codec.ObjectCodec;
import io.sepia.internal.engine.Transactions;
import io.sepia.internal.engine.UnitOfWork;
import io.sepia.internal.graph.SaveMode;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The verbs within whatever transaction a caller's EntityManager is in when they are called. */
final class JoiningScope extends Scope implements StorageTransaction {
    private final Transactions transactions;
    private final EntityManager caller;
    private final ObjectCodec codec;

    JoiningScope(Transactions transactions, EntityManager caller, ObjectCodec codec) {
        this.transactions = transactions;
        this.caller = caller;
        this.codec = codec;
    }

    @Override
    <R extends @Nullable Object> R read(Function<UnitOfWork, R> work) {
        return work.apply(transactions.join(caller).unit());
    }

    @Override
    <R extends @Nullable Object> R write(Function<UnitOfWork, R> work) {
        return transactions.join(caller).write(work);
    }

    @Override
    <R extends @Nullable Object> R writeEncoded(Function<UnitOfWork, R> work) {
        return transactions.join(caller).writeInOneCall(work);
    }

    @Override
    <T> T saveOne(T object, SaveMode mode, @Nullable Map<String, ?> metadata) {
        return transactions
                .join(caller)
                .writeInOneCall(unit ->
                        unit.writer().<T>save(List.of(object), mode, metadata).get(0));
    }

    @Override
    public void describe(Map<String, ?> metadata) {
        transactions.join(caller).unit().describe(codec.writeMetadata("the transaction", metadata));
    }

    @Override
    StreamSource openStream() {
        return new StreamSource(transactions.join(caller).unit(), () -> {});
    }

    @Override
    ObjectCodec codec() {
        return codec;
    }
}
