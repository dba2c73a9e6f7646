package io.sepia.internal.engine;

import io.sepia.change.ChangeListener;
import io.sepia.change.Subscription;
import io.sepia.internal.backend.Access;
import io.sepia.internal.codec.ObjectCodec;
import io.sepia.internal.graph.SaveMode;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs operations in the current transaction of a caller's EntityManager. See decision 0017.
 *
 * @param engine the engine of the store
 * @param caller the EntityManager
 * @param surrounding whether the store joins it by itself
 */
record JoinedScope(Engine engine, EntityManager caller, boolean surrounding) implements Scope {
    @Override
    public <R extends @Nullable Object> R run(Work how, Function<UnitOfWork, R> work) {
        JoinedUnit joined = engine.join(caller, how.access(), surrounding);
        if (!how.writes()) {
            return work.apply(joined.unit());
        }
        return how.kind() == Work.Kind.ENCODED ? joined.writeInOneCall(work) : joined.write(work);
    }

    @Override
    public <T> T save(T object, SaveMode mode, @Nullable Map<String, ?> metadata) {
        return engine.join(caller, Access.READ_WRITE, surrounding)
                .writeInOneCall(unit ->
                        unit.writer().<T>save(List.of(object), mode, metadata).get(0));
    }

    @Override
    public OpenUnit open() {
        return OpenUnit.within(
                engine.join(caller, Access.READ_ONLY, surrounding).unit());
    }

    @Override
    public boolean isJoined(Access access) {
        return true;
    }

    @Override
    public Subscription subscribe(@Nullable String className, ChangeListener listener) {
        return engine.subscribe(className, listener);
    }

    @Override
    public Scope ofListeners() {
        return engine.ofListeners();
    }

    @Override
    public ObjectCodec codec() {
        return engine.codec();
    }
}
