package io.sepia.internal.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

/** Documents were deleted, in a transaction that was not committed yet. */
@Name("io.sepia.Delete")
@Label("Delete")
@Description("Documents were deleted, in a transaction that was not committed yet.")
@Threshold("10 ms")
public final class DeleteEvent extends CallEvent {}
