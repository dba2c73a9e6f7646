package io.sepia.internal.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

/** Documents were written, in a transaction that was not committed yet. */
@Name("io.sepia.Save")
@Label("Save")
@Description("Documents were written, in a transaction that was not committed yet.")
@Threshold("10 ms")
public final class SaveEvent extends CallEvent {}
