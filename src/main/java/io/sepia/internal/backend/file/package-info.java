/** Stores documents as files, in the layout of the Crystal library with an additional journal. */
@NullMarked
package io.sepia.internal.backend.file;

import org.jspecify.annotations.NullMarked;
