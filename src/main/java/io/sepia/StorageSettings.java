package io.sepia;

import io.sepia.graph.GraphLimits;
import io.sepia.graph.MissingReferences;
import io.sepia.option.Option;
import io.sepia.option.Options;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The options that every backend shares, because they are obeyed above it. */
final class StorageSettings {
    static final Option<Long> GRAPH_LIMIT =
            Option.number("graph_limit", 100_000, 1, Integer.MAX_VALUE, "The most objects that one load may bring.");
    static final Option<Long> GRAPH_DEPTH = Option.number(
            "graph_depth", 1_000, 1, Integer.MAX_VALUE, "The most references in a row that one load may follow.");
    static final Option<MissingReferences> MISSING_REFERENCES = Option.choice(
            "missing_references",
            MissingReferences.class,
            MissingReferences.FAIL,
            "Whether a reference to an object that is not stored fails the load or is read as null.");

    static final List<Option<?>> OPTIONS = List.of(GRAPH_LIMIT, GRAPH_DEPTH, MISSING_REFERENCES);

    private StorageSettings() {}

    static GraphLimits limits(Options options) {
        return new GraphLimits(options.get(GRAPH_LIMIT), options.get(GRAPH_DEPTH), options.get(MISSING_REFERENCES));
    }

    /** Those of {@code given} that are meant for the backend. */
    static Map<String, Object> forBackend(Map<String, ?> given) {
        Map<String, Object> rest = new HashMap<>(given);
        OPTIONS.forEach(each -> rest.remove(each.name()));
        return rest;
    }
}
