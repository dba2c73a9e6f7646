/** Garbage collection: finds the objects that no root reaches, and deletes them. */
@NullMarked
package io.sepia.internal.garbage;

import org.jspecify.annotations.NullMarked;
