/** What is read from the declarations of application classes before Jackson maps them. */
@NullMarked
package io.sepia.internal.codec.classes;

import org.jspecify.annotations.NullMarked;
