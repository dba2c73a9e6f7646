package io.sepia.internal.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

/** Documents were queried, searched, listed or counted. */
@Name("io.sepia.Query")
@Label("Query")
@Description("Documents were queried, searched, listed or counted.")
@Threshold("10 ms")
public final class QueryEvent extends CallEvent {}
