package io.sepia.internal.backend;

import java.util.List;
import java.util.Optional;

/** An operation that only some backends support. Returned by {@link StorageBackend#capability}. See decision 0072. */
public sealed interface Capability
        permits ExternalCommits, FileCopy, Joining, OutsideChanges, PromptWriting, Scrubbing, UnrecognizedFiles {
    /** Returns the capability of the given type among {@code all}, or empty. */
    static <C extends Capability> Optional<C> find(Class<C> type, List<? extends Capability> all) {
        return all.stream().filter(type::isInstance).map(type::cast).findFirst();
    }
}
