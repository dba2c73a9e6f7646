/** Transactions on persistent maps of documents, shared by the memory and file backends. */
@NullMarked
package io.sepia.internal.backend.snapshot;

import org.jspecify.annotations.NullMarked;
