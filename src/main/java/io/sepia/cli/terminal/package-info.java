/** Standard streams, progress, interruption and exit statuses: what a command shares with the terminal it runs in. */
@NullMarked
package io.sepia.cli.terminal;

import org.jspecify.annotations.NullMarked;
