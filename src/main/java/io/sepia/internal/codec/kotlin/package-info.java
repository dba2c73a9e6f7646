/**
 * What the mapping of Kotlin classes needs beyond Jackson's module for Kotlin; nothing here is compiled against Kotlin.
 */
@NullMarked
package io.sepia.internal.codec.kotlin;

import org.jspecify.annotations.NullMarked;
