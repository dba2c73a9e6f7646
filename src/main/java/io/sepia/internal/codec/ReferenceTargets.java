package io.sepia.internal.codec;

import org.jspecify.annotations.Nullable;

/** The objects that the references of a document lead to. */
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

    /** Returns the target of {@code slot}, or null if it is missing and is to be read as null. */
    @Nullable
    Found find(ReferenceSlot slot);
}
