/** Salvages documents from damaged SQLite files, without SQLite. */
@NullMarked
package io.sepia.internal.recovery;

import org.jspecify.annotations.NullMarked;
