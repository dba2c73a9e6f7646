/** The contract between the store and the places that keep documents. */
@NullMarked
package io.sepia.backend;

import org.jspecify.annotations.NullMarked;
