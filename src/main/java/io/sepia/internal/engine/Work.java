package io.sepia.internal.engine;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.Access;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a piece of work runs. See decision 0070.
 *
 * @param kind the kind of work, which determines where it runs and whether it is retried
 * @param access whether it writes
 * @param first the key of the first document to load, if the work loads documents by key: they may then come from the
 *     cache, and the work may be abandoned and run again
 * @param retryFor how long an application's transaction is retried; null to use the store's options
 * @param token the name recorded with an application's transaction, by which its outcome can be looked up; null for
 *     none
 */
public record Work(
        Kind kind,
        Access access,
        @Nullable ObjectKey first,
        @Nullable Duration retryFor,
        @Nullable UUID token) {
    /** An operation that reads. */
    public static final Work READ = new Work(Kind.VERB, Access.READ_ONLY);
    /** An operation that reads from the database and never from the cache. */
    static final Work FRESH = new Work(Kind.FRESH, Access.READ_ONLY);
    /** An operation that writes. */
    public static final Work WRITE = new Work(Kind.VERB, Access.READ_WRITE);
    /** An operation that writes and cannot be retried. */
    public static final Work WRITE_ONCE = new Work(Kind.ONCE, Access.READ_WRITE);
    /** A short operation that writes already encoded documents. */
    public static final Work ENCODED = new Work(Kind.ENCODED, Access.READ_WRITE);
    /** An operation like {@link #ENCODED} that fails instead of waiting while other transactions write. */
    public static final Work PROMPT = new Work(Kind.PROMPT, Access.READ_WRITE);
    /** A read transaction of the application, retried as the store's options say. */
    public static final Work READ_TRANSACTION = transaction(Access.READ_ONLY, null, null);
    /** A write transaction of the application, retried as the store's options say. */
    public static final Work WRITE_TRANSACTION = transaction(Access.READ_WRITE, null, null);

    /** The kind of work. */
    enum Kind {
        /** An operation of the store, retried while the store is busy. */
        VERB,
        /** Like {@link #VERB}, past the cache. */
        FRESH,
        /** An operation on an input that can be read only once. */
        ONCE,
        /**
         * An operation that runs no application code: it may run on another thread and share its commit. See decision
         * 0020.
         */
        ENCODED,
        /** Like {@link #ENCODED}, but fails instead of waiting for the write lock. Not retried. */
        PROMPT,
        /** Application code, retried only if it asks for that. */
        APPLICATION
    }

    private Work(Kind kind, Access access) {
        this(kind, access, null, null, null);
    }

    /** Returns an operation that loads documents by key, beginning with {@code first}, or any if it is null. */
    public static Work load(@Nullable ObjectKey first) {
        return first == null ? READ : new Work(Kind.VERB, Access.READ_ONLY, first, null, null);
    }

    /** Returns a transaction of the application. */
    public static Work transaction(Access access, @Nullable Duration retryFor, @Nullable UUID token) {
        return new Work(Kind.APPLICATION, access, null, retryFor, token);
    }

    boolean writes() {
        return access == Access.READ_WRITE;
    }
}
