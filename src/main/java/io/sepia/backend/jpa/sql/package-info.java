/** What queries ask, said in the SQL of each database. */
@NullMarked
package io.sepia.backend.jpa.sql;

import org.jspecify.annotations.NullMarked;
