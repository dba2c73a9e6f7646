package io.sepia.model;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a {@code float[]} or {@code double[]} property as a vector, such as the embedding of a text, by which
 * {@link io.sepia.StorageOperations#nearest} finds objects. The application computes the vectors. The property may be
 * null; such an object is not found. Saving refuses a vector of another dimension, and components that are not finite
 * as floats. In the document, the vector is one compact text. See decision 0270.
 *
 * <pre>{@code
 * @Stored
 * record Note(String id, String text, @Embedding(dimension = 384) float[] meaning) {}
 * }</pre>
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
public @interface Embedding {
    /** The number of components, from 1 to 65,536. */
    int dimension();

    /** How vectors are compared. With {@link Similarity#COSINE}, saving refuses a vector of zeros. */
    Similarity by() default Similarity.COSINE;
}
