/** Opens relational backends. This is the only package that knows every database. */
@NullMarked
package io.sepia.internal.backend.jpa;

import org.jspecify.annotations.NullMarked;
