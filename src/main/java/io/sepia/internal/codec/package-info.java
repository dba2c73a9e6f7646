/** Maps objects to documents and back. This is the only package that uses Jackson's databinding. */
@NullMarked
package io.sepia.internal.codec;

import org.jspecify.annotations.NullMarked;
