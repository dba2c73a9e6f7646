/** Notifies listeners of local and external commits, and logs events. */
@NullMarked
package io.sepia.internal.notice;

import org.jspecify.annotations.NullMarked;
