/** Conditions as SQL. */
@NullMarked
package io.sepia.internal.backend.sql.condition;

import org.jspecify.annotations.NullMarked;
