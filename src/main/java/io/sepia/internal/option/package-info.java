/** Options by name: closed sets of keys, each with its type, default and limits. */
@NullMarked
package io.sepia.internal.option;

import org.jspecify.annotations.NullMarked;
