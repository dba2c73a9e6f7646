/** What an application writes on and into its own classes: annotations and {@link io.sepia.object.Ref}. */
@NullMarked
package io.sepia.object;

import org.jspecify.annotations.NullMarked;
