/**
 * The sealed family of errors. Each message names class, id, path or option, what was expected and found, and the
 * remedy.
 */
@NullMarked
package io.sepia.error;

import org.jspecify.annotations.NullMarked;
