package io.sepia.internal.engine;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The unit of work in which a stream reads. It belongs to one thread at a time. See decision 0098. */
public final class OpenUnit implements AutoCloseable {
    private final @Nullable Supplier<UnitOfWork> begin;
    private UnitOfWork unit;
    private boolean paused;
    private boolean closed;

    private OpenUnit(@Nullable Supplier<UnitOfWork> begin, UnitOfWork unit) {
        this.begin = begin;
        this.unit = unit;
    }

    /** Returns a unit of the stream's own, which has begun. */
    static OpenUnit own(Supplier<UnitOfWork> begin) {
        return new OpenUnit(begin, begin.get());
    }

    /** Returns a unit in a transaction that the stream does not end. */
    static OpenUnit within(UnitOfWork unit) {
        return new OpenUnit(null, unit);
    }

    /** Returns the unit. After {@link #pause}, a new one begins, which may see later commits. */
    public UnitOfWork unit() {
        if (paused && !closed && begin != null) {
            unit = begin.get();
            paused = false;
        }
        return unit;
    }

    /** Ends the unit of a stream that failed and may never be used or closed again. */
    public void pause() {
        paused = true;
        end();
    }

    /** Ends the unit, unless it belongs to a transaction that continues. Idempotent. */
    @Override
    public void close() {
        closed = true;
        end();
    }

    private void end() {
        if (begin != null) {
            unit.close();
        }
    }
}
