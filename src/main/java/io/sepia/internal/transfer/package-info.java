/** Exports, imports, copies and compares whole stores. */
@NullMarked
package io.sepia.internal.transfer;

import org.jspecify.annotations.NullMarked;
