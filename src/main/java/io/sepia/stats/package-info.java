/** What a store has done and what it holds, as plain values. */
@NullMarked
package io.sepia.stats;

import org.jspecify.annotations.NullMarked;
