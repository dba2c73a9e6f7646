package io.sepia.internal.graph;

import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.codec.ObjectModel;

/** The verbs that write, with their differences. */
public enum SaveMode {
    /** Stores an object, whether it is new or not. */
    SAVE,
    /** Stores a new object. */
    INSERT,
    /** Stores an object that is already stored. */
    UPDATE;

    /** Returns the condition under which an object of this class and version may be written. */
    WriteCondition condition(ObjectModel<?> model, long version) {
        if (this == INSERT) {
            return WriteCondition.ABSENT;
        }
        if (this == UPDATE) {
            return model.isVersioned() && version > 0 ? WriteCondition.version(version) : WriteCondition.PRESENT;
        }
        if (!model.isVersioned()) {
            return WriteCondition.NONE;
        }
        return version == 0 ? WriteCondition.NEW_VERSION : WriteCondition.version(version);
    }

    /** Returns the version that is stored before the write, given the version that the object holds. */
    long before(long version) {
        return this == INSERT ? 0 : version;
    }
}
