/** Past forms of classes, and stores that they have written. */
@NullMarked
package io.sepia.evolution;

import org.jspecify.annotations.NullMarked;
