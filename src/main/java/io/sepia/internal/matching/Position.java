package io.sepia.internal.matching;

import io.sepia.internal.json.Value;
import java.util.List;

/**
 * A position in a result: right after the document with these sort keys and this id.
 *
 * @param keys for each criterion of the order its value: a number, a text, or null for none
 * @param id the document's id
 */
public record Position(List<Value> keys, String id) {
    /** Copies the list. */
    public Position {
        keys = List.copyOf(keys);
    }
}
