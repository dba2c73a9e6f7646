/** Reads, writes, compares and patches JSON text without mapping it to objects. */
@NullMarked
package io.sepia.internal.json;

import org.jspecify.annotations.NullMarked;
