package io.sepia.internal.codec;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import io.sepia.error.InvalidQueryException;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.vector.VectorField;
import io.sepia.model.Embedding;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds the properties of a class that are vectors. Thread-safe. */
final class VectorFields {
    private final FieldTypes types;
    private final Map<JavaType, Map<String, VectorField>> known = new ConcurrentHashMap<>();

    VectorFields(FieldTypes types) {
        this.types = types;
    }

    /**
     * Returns a vector property of a class.
     *
     * @param property its name; null for the only one
     * @throws InvalidQueryException if there is no such property, or no name and several
     */
    VectorField of(ObjectModel<?> model, @Nullable String property) {
        Map<String, VectorField> fields = known.computeIfAbsent(model.javaType(), this::find);
        if (fields.isEmpty()) {
            throw new InvalidQueryException("Class " + model + " is searched by a vector, but none of its properties"
                    + " is one. Annotate a property of type float[] or double[] with @Embedding.");
        }
        if (property == null && fields.size() > 1) {
            throw new InvalidQueryException("Class " + model + " is searched by a vector, but has several: "
                    + String.join(", ", fields.keySet()) + ". Name the one to compare.");
        }
        VectorField found = property == null ? fields.values().iterator().next() : fields.get(property);
        if (found == null) {
            throw new InvalidQueryException("Property " + property + " of class " + model
                    + " is no vector. Its vectors are " + String.join(", ", fields.keySet()) + ".");
        }
        return found;
    }

    private Map<String, VectorField> find(JavaType type) {
        Map<String, VectorField> found = new TreeMap<>();
        types.properties(type).fields().forEach((name, field) -> {
            BeanPropertyWriter property = field.property();
            Embedding vector = property == null ? null : property.getAnnotation(Embedding.class);
            if (vector != null) {
                found.put(
                        name,
                        new VectorField(
                                FieldPath.SELF.member(name),
                                field.formerNames().stream()
                                        .map(FieldPath.SELF::member)
                                        .toList(),
                                vector.dimension(),
                                vector.by()));
            }
        });
        return found;
    }
}
