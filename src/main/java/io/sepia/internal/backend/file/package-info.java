/** Documents as files: the layout of the original library, with a journal beside it. */
@NullMarked
package io.sepia.internal.backend.file;

import org.jspecify.annotations.NullMarked;
