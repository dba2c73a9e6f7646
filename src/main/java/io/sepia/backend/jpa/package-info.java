/** Documents in the {@code objects} table, through JPA: SQLite by default, H2 with the same code. */
@NullMarked
package io.sepia.backend.jpa;

import org.jspecify.annotations.NullMarked;
