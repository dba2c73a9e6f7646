package io.sepia.internal.codec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The objects that the references of a document lead to, and what else becomes of the document. */
@FunctionalInterface
public interface ReferenceTargets {
    /** No targets, for documents without references. */
    ReferenceTargets NONE = slot -> null;

    /**
     * A target.
     *
     * @param object the instance
     * @param filled false while its own properties are still to be read
     */
    record Found(Object object, boolean filled) {}

    /**
     * The members of a document that its class does not know.
     *
     * @param members those of the document itself
     * @param within those of embedded objects, each with the class of the object
     */
    record Unknown(List<String> members, List<String> within) {
        /** No unknown members. */
        public static final Unknown NONE = new Unknown(List.of(), List.of());

        /** Returns whether there are any. */
        public boolean any() {
            return !members.isEmpty() || !within.isEmpty();
        }
    }

    /** Called with each object that was read. */
    default void read(ScannedDocument document, Object object, Unknown unknown) {}

    /** Returns the target of {@code slot}, or null if it is missing and is to be read as null. */
    @Nullable
    Found find(ReferenceSlot slot);
}
