package io.sepia.internal.backend.sqlite;

import io.sepia.error.InvalidQueryException;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.JsonReader;
import io.sepia.internal.json.JsonWriter;
import io.sepia.internal.json.Value;
import io.sepia.internal.words.IndexedWords;
import io.sepia.internal.words.WordField;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What determines the tokens of an index of words, as its record has it: a JSON list of the form of tokens and, for
 * each column, a list of the path and the former paths. Weights belong to searches.
 */
final class RecordedFields {
    private RecordedFields() {}

    static String text(List<WordField> fields) {
        List<Value> parts = new ArrayList<>(List.of(Value.of(IndexedWords.FORM)));
        for (WordField each : fields) {
            List<Value> paths = new ArrayList<>(List.of(Value.of(each.path().toString())));
            each.formerPaths().forEach(path -> paths.add(Value.of(path.toString())));
            parts.add(new Value.Array(paths, null));
        }
        return JsonWriter.write(new Value.Array(parts, null));
    }

    /** Returns the fields, each with the weight 1; empty if the index has another form, or is to be built again. */
    static List<WordField> read(String text) {
        List<WordField> fields = new ArrayList<>();
        if (JsonReader.value(text) instanceof Value.Array parts) {
            for (Value each : parts.elements()) {
                List<FieldPath> paths = each instanceof Value.Array array ? paths(array) : List.of();
                if (!paths.isEmpty()) {
                    fields.add(new WordField(paths.get(0), paths.subList(1, paths.size()), 1));
                }
            }
        }
        // SQL may have changed the record.
        return text(fields).equals(text) ? fields : List.of();
    }

    private static List<FieldPath> paths(Value.Array array) {
        try {
            return array.elements().stream()
                    .flatMap(each ->
                            each instanceof Value.Text text ? Stream.of(FieldPath.parse(text.value())) : Stream.empty())
                    .toList();
        } catch (InvalidQueryException e) {
            return List.of();
        }
    }
}
