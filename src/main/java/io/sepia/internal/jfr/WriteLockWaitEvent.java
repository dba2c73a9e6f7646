package io.sepia.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

/** A thread has waited for the write lock. Recorded at the end of the wait, without a threshold. */
@Name("io.sepia.WriteLockWait")
@Label("Wait for the Write Lock")
@Description("A thread has waited for the write lock, or for the commit that included its work.")
@Category("Sepia")
public final class WriteLockWaitEvent extends Event {
    @Label("Waited")
    @Timespan
    final long waited;

    private WriteLockWaitEvent(long nanos) {
        this.waited = nanos;
    }

    /** Records a wait. */
    public static void record(long nanos) {
        if (Recording.isPossible()) {
            new WriteLockWaitEvent(nanos).commit();
        }
    }
}
