/** Changes documents of an earlier form of their class into the present form. */
@NullMarked
package io.sepia.internal.migration;

import org.jspecify.annotations.NullMarked;
