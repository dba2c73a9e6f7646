package io.sepia.internal.vector;

import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.Value;
import io.sepia.internal.json.VectorText;
import io.sepia.internal.json.WantedFields;
import io.sepia.model.Similarity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The vectors of a property.
 *
 * @param path the path of the property in documents
 * @param formerPaths where documents that lack the path may have the vector instead
 * @param dimension the number of components
 * @param by how the vectors are compared
 */
public record VectorField(FieldPath path, List<FieldPath> formerPaths, int dimension, Similarity by) {
    public VectorField {
        formerPaths = List.copyOf(formerPaths);
    }

    /** Returns the same vectors, compared in another way. */
    public VectorField by(Similarity other) {
        return new VectorField(path, formerPaths, dimension, other);
    }

    /** Adds the parts of documents that contain the vector. */
    public void want(WantedFields wanted) {
        wanted.add(path);
        formerPaths.forEach(wanted::add);
    }

    /** Returns the vector of a document; null if it has none that can be compared. */
    public float @Nullable [] vector(Value content) {
        float[] vector = VectorText.floats(path.in(content));
        for (int i = 0; vector == null && i < formerPaths.size(); i++) {
            vector = VectorText.floats(formerPaths.get(i).in(content));
        }
        return vector == null || Measure.problem(vector, dimension, by) != null ? null : vector;
    }
}
