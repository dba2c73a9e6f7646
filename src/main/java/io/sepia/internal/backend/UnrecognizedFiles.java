package io.sepia.internal.backend;

import java.util.Set;

/** Finds files in the directory of the store that do not belong to it. The store leaves them alone. */
@FunctionalInterface
public non-sealed interface UnrecognizedFiles extends Capability {
    /** Returns the unrecognized files found so far, as paths relative to the directory of the store. */
    Set<String> unrecognizedFiles();
}
