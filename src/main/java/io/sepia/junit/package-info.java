/** Stores for tests with JUnit, which applications bring themselves. */
@NullMarked
package io.sepia.junit;

import org.jspecify.annotations.NullMarked;
