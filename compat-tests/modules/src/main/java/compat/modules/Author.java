package compat.modules;

import io.sepia.model.Stored;

/** A document to which other documents refer. */
@Stored
record Author(String id, String name) {}
