/**
 * The sealed family of exceptions. Each message names class, id, path or option, the expectation, the finding and the
 * remedy.
 */
@NullMarked
package io.sepia.error;

import org.jspecify.annotations.NullMarked;
