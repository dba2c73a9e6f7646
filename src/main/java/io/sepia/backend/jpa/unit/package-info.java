/** What brings the store's entity into an application's persistence unit and keeps both out of each other's way. */
@NullMarked
package io.sepia.backend.jpa.unit;

import org.jspecify.annotations.NullMarked;
