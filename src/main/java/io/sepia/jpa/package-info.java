/** The JPA entity of the {@code objects} table and its JSON converter. */
@NullMarked
package io.sepia.jpa;

import org.jspecify.annotations.NullMarked;
