/** Options by name: closed sets of keys, each with a type, a default and limits. */
@NullMarked
package io.sepia.internal.option;

import org.jspecify.annotations.NullMarked;
