package io.sepia.internal.jfr;

import jdk.jfr.FlightRecorder;

/** Whether events are recorded. No class of an event is loaded before the first recording. */
public final class Recording {
    /** Runtime images may lack the module. */
    private static final boolean AVAILABLE =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private Recording() {}

    /** Returns whether this process has had a recording. */
    static boolean isPossible() {
        return AVAILABLE && FlightRecorder.isInitialized();
    }

    /** Returns whether a recording wants any kind of {@link CallEvent}. */
    public static boolean isOn() {
        return isPossible() && Wanted.any();
    }

    /** Loads the events. */
    private static final class Wanted {
        static boolean any() {
            return new LoadEvent().isEnabled()
                    || new SaveEvent().isEnabled()
                    || new QueryEvent().isEnabled()
                    || new CommitEvent().isEnabled()
                    || new DeleteEvent().isEnabled();
        }
    }
}
