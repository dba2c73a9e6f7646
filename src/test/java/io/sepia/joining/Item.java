package io.sepia.joining;

import io.sepia.model.Stored;

/** A document that others refer to; the last write wins. */
@Stored
class Item {
    String id;
    int amount;

    Item() {}

    Item(String id, int amount) {
        this.id = id;
        this.amount = amount;
    }
}
