/** Reads JSON documents from files and standard input, one at a time. */
@NullMarked
package io.sepia.cli.input;

import org.jspecify.annotations.NullMarked;
