/** The forms of values of the platform's classes in documents. */
@NullMarked
package io.sepia.internal.codec.platform;

import org.jspecify.annotations.NullMarked;
