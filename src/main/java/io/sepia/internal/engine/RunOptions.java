package io.sepia.internal.engine;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How one transaction is run, where it is to be another way than the store's options say. */
public interface RunOptions {
    /** How long the work is run again while it fails for others, or {@code fallback} if that was not said. */
    Duration retryForOr(Duration fallback);

    /** The name that is recorded as part of the transaction, or null. */
    @Nullable
    UUID token();
}
