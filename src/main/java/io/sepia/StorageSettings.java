package io.sepia;

import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.cache.CacheSettings;
import io.sepia.internal.engine.Retry;
import io.sepia.internal.engine.RetrySettings;
import io.sepia.internal.graph.GraphLimits;
import io.sepia.internal.graph.MissingReferences;
import io.sepia.internal.option.Option;
import io.sepia.internal.option.Options;
import io.sepia.internal.unknown.UnknownMembers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The options that every backend shares, because they are implemented above the backends. */
final class StorageSettings {
    static final Option<Long> GRAPH_LIMIT = Option.number(
            "graph_limit", 100_000, 1, Integer.MAX_VALUE, "The maximum number of objects that one load returns.");
    static final Option<Long> GRAPH_DEPTH = Option.number(
            "graph_depth",
            1_000,
            1,
            Integer.MAX_VALUE,
            "The maximum length of a chain of references that one load follows.");
    static final Option<MissingReferences> MISSING_REFERENCES = Option.choice(
            "missing_references",
            MissingReferences.class,
            MissingReferences.FAIL,
            "Whether a reference to an object that is not stored fails the load or is read as null.");

    static final Option<MismatchedValues> MISMATCHED_VALUES = Option.choice(
            "mismatched_values",
            MismatchedValues.class,
            MismatchedValues.FAIL,
            "Whether a stored value of another type or range than its property's fails the load or is converted.");
    static final Option<OpenValues> OPEN_VALUES = Option.choice(
            "open_values",
            OpenValues.class,
            OpenValues.REFUSE,
            "Whether dates, ids and objects of registered classes in properties declared as Object are refused or"
                    + " stored with type marks.");
    static final Option<UnknownMembers> UNKNOWN_MEMBERS = Option.choice(
            "unknown_members",
            UnknownMembers.class,
            UnknownMembers.REFUSE,
            "Whether a save of an object that was not loaded keeps members of the stored document that its class does"
                    + " not know, is refused, or drops them.");

    static final Option<Long> RETRY_TIMEOUT = Option.number(
            "retry_timeout",
            5_000,
            0,
            3_600_000,
            "Milliseconds from its beginning in which an operation is retried while the store is busy.");
    static final Option<Long> TRANSACTION_RETRY_TIMEOUT = Option.number(
            "transaction_retry_timeout",
            0,
            0,
            3_600_000,
            "Milliseconds from its beginning in which the work of a transaction is retried; 0 runs it once.");

    static final Option<ChangeKeeping> CHANGES = Option.choice(
            "changes",
            ChangeKeeping.class,
            ChangeKeeping.AS_STORED,
            "Switches the change log of the store on or off, for all processes, until it is switched again.");
    static final Option<Long> CHANGES_RETENTION = Option.number(
            "changes_retention",
            720,
            1,
            876_000,
            "Hours for which the change log keeps deletions; a follower that was away for longer starts again.");

    static final Option<List<String>> EVENTS = Option.names(
            "events",
            "Storage names of classes whose events are switched on, for all processes; off with a minus in front.");

    static final Option<Long> SLOW_OPERATIONS = Option.number(
            "slow_operations",
            0,
            0,
            3_600_000,
            "Milliseconds from which an operation is logged as slow, with class and id; 0 logs none.");

    private static final List<Option<?>> OPTIONS = List.of(
            GRAPH_LIMIT,
            GRAPH_DEPTH,
            MISSING_REFERENCES,
            MISMATCHED_VALUES,
            OPEN_VALUES,
            UNKNOWN_MEMBERS,
            RETRY_TIMEOUT,
            TRANSACTION_RETRY_TIMEOUT,
            CHANGES,
            CHANGES_RETENTION,
            EVENTS,
            SLOW_OPERATIONS);

    private static final String BUSY_TIMEOUT = "busy_timeout";

    private StorageSettings() {}

    static GraphLimits limits(Options options) {
        return new GraphLimits(options.get(GRAPH_LIMIT), options.get(GRAPH_DEPTH), options.get(MISSING_REFERENCES));
    }

    /** What becomes of values that JSON does not have, in properties that are declared as {@code Object}. */
    enum OpenValues {
        /** A save is refused. */
        REFUSE,
        /** They are stored with a type mark. */
        MARK
    }

    /** Returns whether stored values of another type or range than their property's are converted. */
    static boolean convert(Options options) {
        return options.get(MISMATCHED_VALUES) == MismatchedValues.CONVERT;
    }

    /**
     * Returns how long operations and transactions are retried. Unless {@code retry_timeout} is given, operations are
     * retried for {@code busy_timeout} on backends with that option: it bounds the total wait for a busy store.
     *
     * @param backendOptions the options of the backend, which {@code options} also has
     */
    static RetrySettings retries(Options options, List<Option<?>> backendOptions) {
        Object verbs = backendOptions.stream()
                .filter(each -> each.name().equals(BUSY_TIMEOUT) && !options.isGiven(RETRY_TIMEOUT))
                .<Object>map(options::get)
                .findFirst()
                .orElseGet(() -> options.get(RETRY_TIMEOUT));
        return new RetrySettings(
                Duration.ofMillis((Long) verbs), Duration.ofMillis(options.get(TRANSACTION_RETRY_TIMEOUT)));
    }

    /** Returns how long the change log keeps deletions, if this store is responsible for purging them. */
    static Optional<Duration> retention(Options options) {
        return options.get(CHANGES) == ChangeKeeping.ON
                ? Optional.of(Duration.ofHours(options.get(CHANGES_RETENTION)))
                : Optional.empty();
    }

    /** Switches the change log and the events of classes on or off, for a store that is being opened. */
    static void keep(StorageBackend backend, Options options, RetrySettings retries) {
        new Retry(retries.verbs())
                .run(
                        () -> {
                            keepChanges(backend, options);
                            keepEvents(backend, options);
                            return backend;
                        },
                        () -> {});
    }

    /** Switches the change log on or off, and purges old deletions from it. */
    private static void keepChanges(StorageBackend backend, Options options) {
        ChangeKeeping keeping = options.get(CHANGES);
        if (keeping == ChangeKeeping.AS_STORED) {
            return;
        }
        backend.keepChanges(keeping == ChangeKeeping.ON);
        if (keeping == ChangeKeeping.ON) {
            Instant before = Instant.now().minus(Duration.ofHours(options.get(CHANGES_RETENTION)));
            backend.<Long>write(transaction -> transaction.changes().forget(before));
        }
    }

    private static void keepEvents(StorageBackend backend, Options options) {
        List<String> names = options.get(EVENTS);
        if (names.isEmpty()) {
            return;
        }
        backend.<Boolean>write(transaction -> {
            for (String name : names) {
                boolean off = name.startsWith("-");
                transaction.events().keep(off ? name.substring(1) : name, !off);
            }
            return true;
        });
    }

    /** Returns the settings of the cache, or empty if it is off. */
    static Optional<CacheSettings> cache(Options options) {
        return Optional.of(CacheSettings.of(options)).filter(CacheSettings::isOn);
    }

    /** Returns all of these options, with those of the cache only if {@code cached}. */
    static List<Option<?>> options(boolean cached) {
        return cached
                ? Stream.concat(OPTIONS.stream(), CacheSettings.OPTIONS.stream())
                        .toList()
                : OPTIONS;
    }

    /** Returns the values of {@code given} that are for the backend, not for {@code options}. */
    static Map<String, Object> without(List<Option<?>> options, Map<String, ?> given) {
        Map<String, Object> rest = new HashMap<>(given);
        options.forEach(each -> rest.remove(each.name()));
        return rest;
    }
}
