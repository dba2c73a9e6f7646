package io.sepia.internal.engine;

import io.sepia.change.ChangeListener;
import io.sepia.change.Subscription;
import io.sepia.internal.backend.Access;
import io.sepia.internal.codec.ObjectCodec;
import io.sepia.internal.graph.SaveMode;
import io.sepia.internal.notice.Recipient;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs operations like the store itself, but reads past its cache.
 *
 * @param engine the engine of the store
 */
record FreshScope(Engine engine) implements Scope {
    @Override
    public <R extends @Nullable Object> R run(Work how, Function<UnitOfWork, R> work) {
        return engine.run(how.writes() ? how : Work.FRESH, work);
    }

    @Override
    public <T> T save(T object, SaveMode mode, @Nullable Map<String, ?> metadata) {
        return engine.save(object, mode, metadata);
    }

    @Override
    public OpenUnit open() {
        return engine.open();
    }

    @Override
    public boolean isJoined(Access access) {
        return engine.isJoined(access);
    }

    @Override
    public long erase(String className, Collection<String> ids) {
        return engine.erase(className, ids);
    }

    @Override
    public Subscription subscribe(@Nullable String className, ChangeListener listener) {
        return engine.subscribe(className, listener);
    }

    @Override
    public <R extends Recipient> R subscribe(Recipient.Factory<R> recipient) {
        return engine.subscribe(recipient);
    }

    @Override
    public Scope ofListeners() {
        return this;
    }

    @Override
    public ObjectCodec codec() {
        return engine.codec();
    }
}
