/** Objects to documents and back. The only place that knows Jackson's databinding. */
@NullMarked
package io.sepia.codec;

import org.jspecify.annotations.NullMarked;
