/** Units of work: begins, joins, retries and ends transactions. */
@NullMarked
package io.sepia.internal.engine;

import org.jspecify.annotations.NullMarked;
