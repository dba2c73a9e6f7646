/** Evaluates queries on documents. The reference for what conditions and orders mean. */
@NullMarked
package io.sepia.internal.matching;

import org.jspecify.annotations.NullMarked;
