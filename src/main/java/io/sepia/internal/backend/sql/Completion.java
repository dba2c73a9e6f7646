package io.sepia.internal.backend.sql;

import io.sepia.internal.backend.Access;
import java.util.function.Function;

/** Completes what older versions of the library, or SQL, have left incomplete. */
public final class Completion {
    private Completion() {}

    /** Completes all when a store is opened; {@code begin} begins its transactions. */
    public static void run(Function<Access, JpaTransaction> begin) {
        JpaIndexes.dropBrokenTriggers(begin);
        JpaReferences.enterAll(begin);
        JpaIndexes.buildMissing(begin);
    }
}
