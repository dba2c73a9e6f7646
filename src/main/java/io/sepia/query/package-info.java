/** Conditions on documents, orders of results, and indexes, with their text forms. */
@NullMarked
package io.sepia.query;

import org.jspecify.annotations.NullMarked;
