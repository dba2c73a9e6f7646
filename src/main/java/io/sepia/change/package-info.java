/** Values that say what happened in a store: changes, where a follower of them stands, and events. */
@NullMarked
package io.sepia.change;

import org.jspecify.annotations.NullMarked;
