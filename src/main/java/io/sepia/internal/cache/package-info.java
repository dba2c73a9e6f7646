/** Caches committed documents in memory, never live objects. */
@NullMarked
package io.sepia.internal.cache;

import org.jspecify.annotations.NullMarked;
