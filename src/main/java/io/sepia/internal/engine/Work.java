package io.sepia.internal.engine;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.Access;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a piece of work is run. See decision 0070.
 *
 * @param kind whose work it is, which decides where it runs and whether it is repeated
 * @param access whether it writes
 * @param first the object whose document the work loads first, if it loads documents by key: they may come from the
 *     cache then, and the work may be abandoned and run again
 * @param retryFor how long an application's transaction is repeated; null for as long as the store's options say
 * @param token recorded with an application's transaction, so that its outcome can be looked up; null for none
 */
public record Work(
        Kind kind,
        Access access,
        @Nullable ObjectKey first,
        @Nullable Duration retryFor,
        @Nullable UUID token) {
    /** A verb that reads. */
    public static final Work READ = new Work(Kind.VERB, Access.READ_ONLY);
    /** A verb that reads from the database and never from the cache. */
    static final Work FRESH = new Work(Kind.FRESH, Access.READ_ONLY);
    /** A verb that writes. */
    public static final Work WRITE = new Work(Kind.VERB, Access.READ_WRITE);
    /** A verb that writes and cannot be repeated. */
    public static final Work WRITE_ONCE = new Work(Kind.ONCE, Access.READ_WRITE);
    /** A short verb that writes documents which are encoded already. */
    public static final Work ENCODED = new Work(Kind.ENCODED, Access.READ_WRITE);
    /** A transaction of the application that reads, as the store's options say. */
    public static final Work READ_TRANSACTION = transaction(Access.READ_ONLY, null, null);
    /** A transaction of the application that writes, as the store's options say. */
    public static final Work WRITE_TRANSACTION = transaction(Access.READ_WRITE, null, null);

    /** Who runs it and how. */
    enum Kind {
        /** A verb of the store, repeated while others are in its way. */
        VERB,
        /** As {@link #VERB}, past the cache. */
        FRESH,
        /** A verb that goes through something that can be gone through once only. */
        ONCE,
        /** A verb that runs no code of the application: it may run on another thread and share its commit. */
        ENCODED,
        /** Code of the application, repeated only if it asks for that. */
        APPLICATION
    }

    private Work(Kind kind, Access access) {
        this(kind, access, null, null, null);
    }

    /** A verb that loads documents by key, first that of {@code first}, or any if it is null. */
    public static Work load(@Nullable ObjectKey first) {
        return first == null ? READ : new Work(Kind.VERB, Access.READ_ONLY, first, null, null);
    }

    /** A transaction of the application. */
    public static Work transaction(Access access, @Nullable Duration retryFor, @Nullable UUID token) {
        return new Work(Kind.APPLICATION, access, null, retryFor, token);
    }

    boolean writes() {
        return access == Access.READ_WRITE;
    }
}
