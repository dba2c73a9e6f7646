/** Meters of a store for Micrometer, which applications bring themselves. */
@NullMarked
package io.sepia.micrometer;

import org.jspecify.annotations.NullMarked;
