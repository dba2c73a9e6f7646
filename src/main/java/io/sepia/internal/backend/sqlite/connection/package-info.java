/** Connections to a SQLite file: one writer, several readers, settings, locks and deadlines. */
@NullMarked
package io.sepia.internal.backend.sqlite.connection;

import org.jspecify.annotations.NullMarked;
