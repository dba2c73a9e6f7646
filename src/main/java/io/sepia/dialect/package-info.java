/** A Hibernate dialect for applications with their own entities in SQLite. */
@NullMarked
package io.sepia.dialect;

import org.jspecify.annotations.NullMarked;
