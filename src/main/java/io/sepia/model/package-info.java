/** Annotations for the classes of an application, and {@link io.sepia.model.Ref}. See decision 0001. */
@NullMarked
package io.sepia.model;

import org.jspecify.annotations.NullMarked;
