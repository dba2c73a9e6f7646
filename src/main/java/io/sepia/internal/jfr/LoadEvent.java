package io.sepia.internal.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

/** Documents were loaded by key from the backend, not from the cache. */
@Name("io.sepia.Load")
@Label("Load")
@Description("Documents were loaded by key from the backend, not from the cache.")
@Threshold("10 ms")
public final class LoadEvent extends CallEvent {}
