/** The contract suite that every backend inherits as a whole. */
@NullMarked
package io.sepia.internal.backend.contract;

import org.jspecify.annotations.NullMarked;
