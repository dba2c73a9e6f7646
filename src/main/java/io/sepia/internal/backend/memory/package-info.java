/** Documents in memory, with snapshots and rollback. */
@NullMarked
package io.sepia.internal.backend.memory;

import org.jspecify.annotations.NullMarked;
