/** A Hibernate dialect for applications that keep entities of their own in SQLite. */
@NullMarked
package io.sepia.dialect;

import org.jspecify.annotations.NullMarked;
