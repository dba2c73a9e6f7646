package io.sepia.spring;

import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import io.sepia.model.Version;

/** A stored class. */
@Stored
record Sticker(@ObjectId String id, String color, @Version long version) {}
