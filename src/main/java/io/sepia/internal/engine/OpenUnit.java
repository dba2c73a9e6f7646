package io.sepia.internal.engine;

/**
 * A unit of work in which a stream reads.
 *
 * @param unit the unit
 * @param close ends the unit, unless it belongs to a transaction that continues; may run more than once
 */
public record OpenUnit(UnitOfWork unit, Runnable close) {
    /** Returns a unit in a transaction that the stream does not end. */
    static OpenUnit within(UnitOfWork unit) {
        return new OpenUnit(unit, () -> {});
    }
}
