/** Export, import, copy and comparison of whole stores. */
@NullMarked
package io.sepia.internal.transfer;

import org.jspecify.annotations.NullMarked;
