package io.sepia.internal.backend;

import java.util.Set;

/** Files that lie among those of the store and do not belong to it. They are left alone. */
@FunctionalInterface
public non-sealed interface UnrecognizedFiles extends Capability {
    /** Returns the unrecognized files that the store has met so far, relative to where the store is. */
    Set<String> unrecognizedFiles();
}
