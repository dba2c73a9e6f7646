package io.sepia.internal.monitor;

import io.sepia.internal.jfr.CallEvent;
import io.sepia.internal.jfr.CommitEvent;
import io.sepia.internal.jfr.DeleteEvent;
import io.sepia.internal.jfr.LoadEvent;
import io.sepia.internal.jfr.QueryEvent;
import io.sepia.internal.jfr.Recording;
import io.sepia.internal.jfr.SaveEvent;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The kinds of calls that are watched. */
enum Call {
    LOAD("Loading", LoadEvent::new),
    SAVE("Saving", SaveEvent::new),
    DELETE("Deleting", DeleteEvent::new),
    QUERY("Querying", QueryEvent::new),
    COMMIT("Committing", CommitEvent::new);

    private final String doing;
    private final Supplier<CallEvent> event;

    Call(String doing, Supplier<CallEvent> event) {
        this.doing = doing;
        this.event = event;
    }

    /** Returns what the call does, as the beginning of a message. */
    String doing() {
        return doing;
    }

    /** Begins the event of a call; null if nothing is recorded. */
    @Nullable
    CallEvent begin() {
        if (!Recording.isOn()) {
            return null;
        }
        CallEvent begun = event.get();
        begun.begin();
        return begun;
    }
}
