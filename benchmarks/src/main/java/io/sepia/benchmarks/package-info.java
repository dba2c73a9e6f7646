/** Measures contenders against a fixed baseline in plain JDBC, interleaved in one JVM. */
@NullMarked
package io.sepia.benchmarks;

import org.jspecify.annotations.NullMarked;
