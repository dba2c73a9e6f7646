/** SQLite's SQL: schema, triggers, indexes, references and queries. */
@NullMarked
package io.sepia.internal.backend.sqlite;

import org.jspecify.annotations.NullMarked;
