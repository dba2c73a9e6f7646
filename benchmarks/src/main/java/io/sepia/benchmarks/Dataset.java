package io.sepia.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The features and browsers that all contenders store. The trees must not be modified.
 *
 * @param features in the order of the file
 * @param browsers all browsers that the keys of {@code support} name
 */
record Dataset(List<ObjectNode> features, List<ObjectNode> browsers) {
    static Dataset read() throws IOException {
        return new Dataset(lines("/features.ndjson.gz"), lines("/browsers.ndjson.gz"));
    }

    private static List<ObjectNode> lines(String name) throws IOException {
        InputStream resource = Dataset.class.getResourceAsStream(name);
        if (resource == null) {
            throw new FileNotFoundException(name + " is not on the class path");
        }
        try (InputStream in = new GZIPInputStream(resource);
                var lines = new ObjectMapper().readerFor(ObjectNode.class).<ObjectNode>readValues(in)) {
            return List.copyOf(lines.readAll());
        }
    }

    /** Returns the ids of the browsers to which a feature refers: the keys of its {@code support}. */
    static List<String> browsersOf(ObjectNode feature) {
        List<String> ids = new ArrayList<>();
        feature.get("support").fieldNames().forEachRemaining(ids::add);
        return ids;
    }
}
