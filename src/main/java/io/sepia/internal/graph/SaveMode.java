package io.sepia.internal.graph;

import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.codec.ObjectModel;

/** The verbs that write, with their differences. */
public enum SaveMode {
    /** Stores an object, whether it is new or not. */
    SAVE {
        @Override
        WriteCondition condition(ObjectModel<?> model, long version) {
            if (!model.isVersioned()) {
                return WriteCondition.NONE;
            }
            return version == 0 ? WriteCondition.NEW_VERSION : WriteCondition.version(version);
        }
    },
    /** Stores a new object. */
    INSERT {
        @Override
        WriteCondition condition(ObjectModel<?> model, long version) {
            return WriteCondition.ABSENT;
        }

        @Override
        long before(long version) {
            return 0;
        }
    },
    /** Stores an object that is already stored. */
    UPDATE {
        @Override
        WriteCondition condition(ObjectModel<?> model, long version) {
            return model.isVersioned() && version > 0 ? WriteCondition.version(version) : WriteCondition.PRESENT;
        }
    };

    /** Returns the condition under which an object of this class and version may be written. */
    abstract WriteCondition condition(ObjectModel<?> model, long version);

    /** Returns the version that is stored before the write, given the version that the object holds. */
    long before(long version) {
        return version;
    }
}
