/** SQL functions of the library for queries on SQLite connections. */
@NullMarked
package io.sepia.internal.functions;

import org.jspecify.annotations.NullMarked;
