/** The terminal of a command: standard streams, progress, interruption and exit statuses. */
@NullMarked
package io.sepia.cli.terminal;

import org.jspecify.annotations.NullMarked;
