package io.sepia.evolution;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.math.BigDecimal;
import java.util.List;

/** Classes that have changed in every way that {@code docs/evolution.md} lists. */
final class PresentForm {
    private PresentForm() {}

    enum Color {
        RED,
        @JsonAlias("GREEN")
        LIME,
        BLUE
    }

    sealed interface Shape permits Circle, Square, Star {}

    record Circle(double radius) implements Shape {}

    record Square(double side) implements Shape {}

    record Star(int points) implements Shape {}

    record Item(String name, int quantity, List<String> tags) {}

    record Address(String zip, String country) {}

    /** Renamed; the name of the store is that of the first form. */
    @Stored(value = "Order", schema = 2)
    static class Purchase {
        @ObjectId
        String id;

        BigDecimal total;
        int count;

        @JsonAlias("customerName")
        String customer;

        Color color;
        Shape shape;
        Address address;
        List<Item> items;
        String currency = "EUR";
        int priority;
        boolean paid;
    }

    @Stored("Ticket")
    record Ticket(
            @ObjectId String id,
            State state,
            int number,
            @Version long version) {}

    enum State {
        OPEN
    }

    @Stored
    record Customer(@ObjectId String id, String name) {}
}
