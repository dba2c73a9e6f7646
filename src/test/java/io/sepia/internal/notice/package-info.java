@NullMarked
package io.sepia.internal.notice;

import org.jspecify.annotations.NullMarked;
