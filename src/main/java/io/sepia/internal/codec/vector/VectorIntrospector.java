package io.sepia.internal.codec.vector;

import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import io.sepia.error.MappingException;
import io.sepia.model.Embedding;
import org.jspecify.annotations.Nullable;

/** Chooses the JSON form of properties with {@link Embedding}. */
public final class VectorIntrospector extends NopAnnotationIntrospector {
    private static final long serialVersionUID = 1L;
    private static final int MOST = 65_536;

    @Override
    public @Nullable Object findSerializer(Annotated annotated) {
        Embedding vector = vector(annotated);
        return vector == null ? null : new VectorSerializer(vector.dimension(), vector.by());
    }

    @Override
    public @Nullable Object findDeserializer(Annotated annotated) {
        return vector(annotated) == null ? null : new VectorDeserializer(annotated.getRawType());
    }

    private static @Nullable Embedding vector(Annotated annotated) {
        Embedding vector = annotated.getAnnotation(Embedding.class);
        if (vector == null) {
            return null;
        }
        Class<?> type = annotated.getRawType();
        if (type != float[].class && type != double[].class) {
            throw new MappingException("Property " + annotated.getName() + " has @Embedding, but is a "
                    + type.getSimpleName() + ". Declare it as float[] or double[].");
        }
        if (vector.dimension() < 1 || vector.dimension() > MOST) {
            throw new MappingException("Property " + annotated.getName() + " has @Embedding with the dimension "
                    + vector.dimension() + ". Give one from 1 to " + MOST + ".");
        }
        return vector;
    }
}
