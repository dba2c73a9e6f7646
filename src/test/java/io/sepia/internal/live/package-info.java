@NullMarked
package io.sepia.internal.live;

import org.jspecify.annotations.NullMarked;
