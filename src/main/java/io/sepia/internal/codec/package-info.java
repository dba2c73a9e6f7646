/**
 * Maps objects to documents and back. This package and those below it are the only ones that use Jackson's databinding.
 */
@NullMarked
package io.sepia.internal.codec;

import org.jspecify.annotations.NullMarked;
