/** Search by vectors: the vectors of a class in memory, and exact scans of them. See decision 0271. */
@NullMarked
package io.sepia.internal.nearest;

import org.jspecify.annotations.NullMarked;
