/**
 * The command line: one class for each command, and what they share. The only package that knows about terminals, exit
 * statuses and {@code System.out}.
 */
@NullMarked
package io.sepia.cli;

import org.jspecify.annotations.NullMarked;
