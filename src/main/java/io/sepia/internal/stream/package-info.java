/** Streams of results of any length, of which one page is in memory at a time. */
@NullMarked
package io.sepia.internal.stream;

import org.jspecify.annotations.NullMarked;
