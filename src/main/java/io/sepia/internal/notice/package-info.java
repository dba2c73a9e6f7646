/** Tells listeners about commits of this store and of others, and logs events. */
@NullMarked
package io.sepia.internal.notice;

import org.jspecify.annotations.NullMarked;
