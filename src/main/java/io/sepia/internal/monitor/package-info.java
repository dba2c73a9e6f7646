/** Watches the calls of a backend: events for the Flight Recorder, and the log of slow operations. */
@NullMarked
package io.sepia.internal.monitor;

import org.jspecify.annotations.NullMarked;
