package compat.modules;

import io.sepia.model.Stored;

/** A document, referred to by others. */
@Stored
record Author(String id, String name) {}
