package io.sepia.internal.words;

import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A part of a document that is searched: all texts at a path, in whatever lists and objects there are. Names in the
 * path lead through lists to the members of all elements.
 *
 * @param path the names on the way
 * @param formerPaths where documents that lack the path may have the texts instead
 * @param weight how much an occurrence counts; positive
 */
public record WordField(FieldPath path, List<FieldPath> formerPaths, double weight) {
    /** All texts of a document. */
    public static final WordField EVERYTHING = new WordField(FieldPath.SELF, List.of(), 1);

    public WordField {
        formerPaths = List.copyOf(formerPaths);
    }

    /** Returns the name by which queries and results refer to the field. */
    public String name() {
        return path.toString();
    }

    /** Returns the texts of the field in their order. */
    List<String> texts(@Nullable Value content) {
        List<String> texts = new ArrayList<>();
        collect(content, path, 0, texts);
        for (int i = 0; texts.isEmpty() && i < formerPaths.size(); i++) {
            collect(content, formerPaths.get(i), 0, texts);
        }
        return texts;
    }

    private static void collect(@Nullable Value value, FieldPath path, int step, List<String> texts) {
        if (value instanceof Value.Text text) {
            if (step == path.steps().size()) {
                texts.add(text.value());
            }
        } else if (value instanceof Value.Array array) {
            array.elements().forEach(each -> collect(each, path, step, texts));
        } else if (value instanceof Value.Structure structure) {
            if (step < path.steps().size()) {
                String name = ((FieldPath.Name) path.steps().get(step)).text();
                collect(structure.members().get(name), path, step + 1, texts);
            } else if (Value.Reference.of(structure) == null) {
                new TreeMap<>(structure.members()).values().forEach(each -> collect(each, path, step, texts));
            }
        }
    }
}
