/** The contract between the store and the backends that keep its documents. */
@NullMarked
package io.sepia.internal.backend;

import org.jspecify.annotations.NullMarked;
