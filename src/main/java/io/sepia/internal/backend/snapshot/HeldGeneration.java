package io.sepia.internal.backend.snapshot;

import io.sepia.internal.document.GenerationHeader;
import io.sepia.internal.document.StoredGeneration;
import org.jspecify.annotations.Nullable;

/** A generation, wherever it lies. Immutable. */
public interface HeldGeneration {
    /** Number, version and times. */
    GenerationHeader header();

    /** The whole of it; null if somebody has taken it away. */
    @Nullable
    StoredGeneration whole();

    /** The same, with this header. */
    HeldGeneration with(GenerationHeader header);

    /** One that is in memory as a whole. */
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
