/** What an application writes on and into its own classes: annotations and {@link io.sepia.model.Ref}. */
@NullMarked
package io.sepia.model;

import org.jspecify.annotations.NullMarked;
