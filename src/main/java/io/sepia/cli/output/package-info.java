/** Writes rows as tables, JSON lines or CSV, and documents as lines that an import reads. */
@NullMarked
package io.sepia.cli.output;

import org.jspecify.annotations.NullMarked;
