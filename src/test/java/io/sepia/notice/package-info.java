@NullMarked
package io.sepia.notice;

import org.jspecify.annotations.NullMarked;
