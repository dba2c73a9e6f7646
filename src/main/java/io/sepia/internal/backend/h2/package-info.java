/** H2's SQL: schema, history, changes, indexes, references and queries. */
@NullMarked
package io.sepia.internal.backend.h2;

import org.jspecify.annotations.NullMarked;
