package io.sepia.model;

/** How near two vectors are. The greater the score, the nearer. */
public enum Similarity {
    /** The cosine of the angle between them, from -1 to 1. Their lengths do not matter, but must not be 0. */
    COSINE,
    /** Their dot product. */
    DOT_PRODUCT,
    /** Their Euclidean distance, as a negative number: 0 for equal vectors. */
    EUCLIDEAN
}
