package compat.library;

import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import java.util.UUID;

/** An immutable record with an id that the store assigns. */
@Stored
record Author(@ObjectId UUID id, String name) {
    Author(String name) {
        this(null, name);
    }
}
