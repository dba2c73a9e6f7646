package io.sepia.internal.backend.sqlite;

import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.JsonReader;
import io.sepia.internal.json.JsonWriter;
import io.sepia.internal.json.Value;
import io.sepia.internal.words.IndexedWords;
import io.sepia.internal.words.WordField;
import java.util.ArrayList;
import java.util.List;

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

    /** Returns the fields, each with the weight 1; empty if the index has another form of tokens. */
    static List<WordField> read(String text) {
        List<WordField> fields = new ArrayList<>();
        if (!(JsonReader.value(text) instanceof Value.Array parts)) {
            return List.of();
        }
        for (Value each : parts.elements()) {
            if (each instanceof Value.Array paths) {
                List<FieldPath> all = paths.elements().stream()
                        .map(path -> FieldPath.parse(((Value.Text) path).value()))
                        .toList();
                fields.add(new WordField(all.get(0), all.subList(1, all.size()), 1));
            }
        }
        return text(fields).equals(text) ? fields : List.of();
    }
}
