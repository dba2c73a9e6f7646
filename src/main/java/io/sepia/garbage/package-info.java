/** Garbage collection: finds what cannot be reached from the roots that an application names, and deletes it. */
@NullMarked
package io.sepia.garbage;

import org.jspecify.annotations.NullMarked;
