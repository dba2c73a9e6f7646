/** All of a store on its way elsewhere: export, import, copy and comparison. */
@NullMarked
package io.sepia.transfer;

import org.jspecify.annotations.NullMarked;
