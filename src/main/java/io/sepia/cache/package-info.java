/** Documents that were read lately, kept in memory: never live objects, never anything that is not committed. */
@NullMarked
package io.sepia.cache;

import org.jspecify.annotations.NullMarked;
