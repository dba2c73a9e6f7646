/** Tells listeners what was committed, by this store and by others, and logs events. */
@NullMarked
package io.sepia.notice;

import org.jspecify.annotations.NullMarked;
