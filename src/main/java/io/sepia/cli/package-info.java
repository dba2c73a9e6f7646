/** The command line: a class for each command. It is not part of the module {@code io.sepia}. */
@NullMarked
package io.sepia.cli;

import org.jspecify.annotations.NullMarked;
