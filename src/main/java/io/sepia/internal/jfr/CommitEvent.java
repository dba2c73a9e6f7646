package io.sepia.internal.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

/** A transaction was committed, perhaps together with those of other threads. */
@Name("io.sepia.Commit")
@Label("Commit")
@Description("A transaction was committed, perhaps together with those of other threads.")
@Threshold("10 ms")
public final class CommitEvent extends CallEvent {}
