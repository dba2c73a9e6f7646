/** Events for the JDK's Flight Recorder. They contain keys, counts and times, and never content. See decision 0314. */
@NullMarked
package io.sepia.internal.jfr;

import org.jspecify.annotations.NullMarked;
