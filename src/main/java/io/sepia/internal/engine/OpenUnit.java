package io.sepia.internal.engine;

/**
 * A unit of work that a stream reads in.
 *
 * @param unit the unit
 * @param close ends it, unless it belongs to a transaction that goes on; may run more than once
 */
public record OpenUnit(UnitOfWork unit, Runnable close) {
    /** A unit in a transaction that the stream does not end. */
    static OpenUnit within(UnitOfWork unit) {
        return new OpenUnit(unit, () -> {});
    }
}
