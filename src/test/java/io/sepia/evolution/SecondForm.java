package io.sepia.evolution;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.util.List;

/** The classes of {@link PresentForm} as they were before the present form. */
final class SecondForm {
    private SecondForm() {}

    enum Color {
        RED,
        GREEN,
        BLUE
    }

    sealed interface Shape permits Circle, Square {}

    record Circle(double radius) implements Shape {}

    record Square(double side) implements Shape {}

    record Item(String name, int quantity) {}

    @Stored("Order")
    static class Order {
        @ObjectId
        String id;

        long total;
        long count;

        @JsonAlias("customerName")
        String customer;

        String note;
        Color color;
        Shape shape;
        String zip;
        List<Item> items;
        String currency = "EUR";
    }

    @Stored("Ticket")
    record Ticket(
            @ObjectId String id,
            State state,
            long number,
            String owner,
            @Version long version) {}

    enum State {
        OPEN,
        CLOSED
    }
}
