package io.sepia.joining;

import io.sepia.model.Stored;

/** A document to which other documents refer; the last write wins. */
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
