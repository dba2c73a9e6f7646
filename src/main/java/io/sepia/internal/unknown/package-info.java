/** Knows which stored documents have members that their classes do not know. */
@NullMarked
package io.sepia.internal.unknown;

import org.jspecify.annotations.NullMarked;
