/** The syntax trees of conditions and of criteria of orders, with their text forms. */
@NullMarked
package io.sepia.internal.condition;

import org.jspecify.annotations.NullMarked;
