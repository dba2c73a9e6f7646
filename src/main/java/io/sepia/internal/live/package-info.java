/** Keeps the results of queries in step with the store. */
@NullMarked
package io.sepia.internal.live;

import org.jspecify.annotations.NullMarked;
