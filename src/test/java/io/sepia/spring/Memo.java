package io.sepia.spring;

import io.sepia.model.ObjectId;
import io.sepia.model.Version;

/** A document of the application. */
record Memo(@ObjectId String id, String title, @Version long version) {
    Memo(String id, String title) {
        this(id, title, 0);
    }
}
