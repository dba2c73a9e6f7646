/** Prepared statements, which a connection keeps, and their lists of ids. */
@NullMarked
package io.sepia.internal.backend.sql.statement;

import org.jspecify.annotations.NullMarked;
