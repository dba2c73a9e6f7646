/** Rules of stores in databases that let several transactions write at a time. */
@NullMarked
package io.sepia.internal.backend.sql.writers;

import org.jspecify.annotations.NullMarked;
