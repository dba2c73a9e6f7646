package io.sepia.internal.backend.snapshot;

import io.sepia.internal.document.GenerationHeader;
import io.sepia.internal.document.StoredGeneration;
import org.jspecify.annotations.Nullable;

/** A generation, in memory or elsewhere. Immutable. */
public interface HeldGeneration {
    /** Returns number, version and times. */
    GenerationHeader header();

    /** Returns the generation with its content, or null if another program has removed it. */
    @Nullable
    StoredGeneration whole();

    /** Returns the same generation with another header. */
    HeldGeneration with(GenerationHeader header);

    /** A generation in memory. */
    record Whole(StoredGeneration whole) implements HeldGeneration {
        @Override
        public GenerationHeader header() {
            return whole.header();
        }

        @Override
        public HeldGeneration with(GenerationHeader header) {
            return new Whole(new StoredGeneration(header, whole.content()));
        }
    }
}
