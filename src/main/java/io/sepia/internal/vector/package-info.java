/** Vectors: the properties that have them, and how near they are. See decision 0270. */
@NullMarked
package io.sepia.internal.vector;

import org.jspecify.annotations.NullMarked;
