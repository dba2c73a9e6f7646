/** Saves, loads and deletes objects that refer to each other. */
@NullMarked
package io.sepia.internal.graph;

import org.jspecify.annotations.NullMarked;
