/** Documents in memory, with snapshots and rollback. */
@NullMarked
package io.sepia.backend.memory;

import org.jspecify.annotations.NullMarked;
