/** Contributes the store's entity to an application's persistence unit. */
@NullMarked
package io.sepia.internal.backend.hibernate.unit;

import org.jspecify.annotations.NullMarked;
