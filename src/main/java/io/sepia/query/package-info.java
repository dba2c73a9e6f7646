/** Indexes, and the plans of queries that use them. */
@NullMarked
package io.sepia.query;

import org.jspecify.annotations.NullMarked;
