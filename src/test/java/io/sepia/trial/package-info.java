/** Random programs on several threads and stores, with injected failures, checked against what they were told. */
@NullMarked
package io.sepia.trial;

import org.jspecify.annotations.NullMarked;
