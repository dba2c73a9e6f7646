/** Stores in surroundings that move, copy or share their files. */
@NullMarked
package io.sepia.hostile;

import org.jspecify.annotations.NullMarked;
