package io.sepia.joining;

import io.sepia.model.Version;
import java.util.ArrayList;
import java.util.List;

/** A document with references and a version. */
class Invoice {
    String id;
    String text;
    List<Item> items = new ArrayList<>();

    @Version
    long version;

    Invoice() {}

    Invoice(String id, String text, Item... items) {
        this.id = id;
        this.text = text;
        this.items.addAll(List.of(items));
    }
}
