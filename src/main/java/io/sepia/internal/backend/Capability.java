package io.sepia.internal.backend;

import java.util.List;
import java.util.Optional;

/** Something that only some backends can do. Asked for by {@link StorageBackend#capability}. */
public sealed interface Capability permits ExternalCommits, Joining, OutsideChanges, Scrubbing, UnrecognizedFiles {
    /** The capability of that type among {@code all}, or empty. */
    static <C extends Capability> Optional<C> find(Class<C> type, List<? extends Capability> all) {
        return all.stream().filter(type::isInstance).map(type::cast).findFirst();
    }
}
