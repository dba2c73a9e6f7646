package io.sepia.internal.backend;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes only if the write lock is free soon, for work that a reading operation can do without. See decision 0261. */
@FunctionalInterface
public non-sealed interface PromptWriting extends Capability {
    /**
     * Runs {@code work} in a transaction that writes, and commits it.
     *
     * @return what {@code work} returned
     * @throws io.sepia.error.StorageBusyException if the write lock is not free within a few milliseconds, whatever the
     *     backend's timeout is
     * @throws io.sepia.error.StorageException as {@link StorageBackend#write}
     */
    <T extends @Nullable Object> T write(Function<? super BackendTransaction, ? extends T> work);
}
