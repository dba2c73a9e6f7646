/** Values in which a store reports its statistics and the results of long operations. */
@NullMarked
package io.sepia.report;

import org.jspecify.annotations.NullMarked;
