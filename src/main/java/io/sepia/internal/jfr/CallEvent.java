package io.sepia.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import org.jspecify.annotations.Nullable;

/** The time that a call of a backend took. Its fields are not private, because the recorder would not see them. */
@Category("Sepia")
public abstract class CallEvent extends Event {
    @Label("Class")
    @Description("The storage name of the class, or of the first of several")
    @Nullable
    String className;

    @Label("Id")
    @Description("The id of the object; missing if there are several")
    @Nullable
    String objectId;

    @Label("Objects")
    @Description("The number of objects that were found or written")
    long objects;

    /** Ends and commits the event. */
    public final void commit(@Nullable String name, @Nullable String id, long count) {
        end();
        if (shouldCommit()) {
            className = name;
            objectId = id;
            objects = count;
            commit();
        }
    }
}
