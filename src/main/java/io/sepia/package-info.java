/** The public face of the store: {@link io.sepia.Storage} and the operations of {@link io.sepia.StorageOperations}. */
@NullMarked
package io.sepia;

import org.jspecify.annotations.NullMarked;
