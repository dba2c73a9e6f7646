/** Evaluates queries on documents. This package defines the meaning of conditions and orders. */
@NullMarked
package io.sepia.internal.matching;

import org.jspecify.annotations.NullMarked;
