/** Changes of a store, cursors of its change log, and events. */
@NullMarked
package io.sepia.change;

import org.jspecify.annotations.NullMarked;
