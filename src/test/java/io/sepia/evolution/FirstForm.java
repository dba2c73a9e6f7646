package io.sepia.evolution;

import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.util.List;

/** The classes of {@link PresentForm} as they were at first. */
final class FirstForm {
    private FirstForm() {}

    enum Color {
        RED,
        GREEN
    }

    sealed interface Shape permits Circle {}

    record Circle(double radius) implements Shape {}

    @Stored("Order")
    static class Order {
        @ObjectId
        String id;

        int total;
        long count;
        String customerName;
        String note;
        Color color;
        Shape shape;
        String zip;
        List<Item> items;
    }

    record Item(String name) {}

    @Stored("Ticket")
    record Ticket(
            @ObjectId String id,
            State state,
            long number,
            @Version long version) {}

    enum State {
        OPEN,
        CLOSED
    }
}
