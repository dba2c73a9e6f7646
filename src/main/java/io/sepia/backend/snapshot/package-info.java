/** Transactions on persistent maps of documents: what the backends without a database share. */
@NullMarked
package io.sepia.backend.snapshot;

import org.jspecify.annotations.NullMarked;
