/** The JSON form of properties that are vectors. See decision 0270. */
@NullMarked
package io.sepia.internal.codec.vector;

import org.jspecify.annotations.NullMarked;
