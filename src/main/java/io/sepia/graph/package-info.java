/** Objects that refer to each other: which of them are written with one, and how all of them are loaded. */
@NullMarked
package io.sepia.graph;

import org.jspecify.annotations.NullMarked;
