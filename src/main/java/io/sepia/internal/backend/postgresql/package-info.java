/** Stores in PostgreSQL. */
@NullMarked
package io.sepia.internal.backend.postgresql;

import org.jspecify.annotations.NullMarked;
