package io.sepia.shop;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.NamedAttributeNode;
import jakarta.persistence.NamedEntityGraph;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Who buys what, and how it is paid. */
final class Sales {
    private Sales() {}

    /** What an order goes through. */
    enum Status {
        OPEN,
        PAID,
        SENT
    }

    /** How good a buyer is. */
    enum Level {
        NEW,
        REGULAR
    }

    /** An address of a customer. */
    @Embeddable
    static class Address {
        String street;
        String city;

        Address() {}

        Address(String street, String city) {
            this.street = street;
            this.city = city;
        }
    }

    /** A buyer; the id is generated in the way that Hibernate prefers. */
    @Entity(name = "Buyer")
    @NamedQuery(name = "Buyer.inCity", query = "from Buyer b where b.address.city = :city order by b.name")
    static class Buyer {
        @Id
        @GeneratedValue
        Long id;

        @Version
        long version;

        String name;

        @Embedded
        Address address;

        @Enumerated(EnumType.STRING)
        Level level = Level.NEW;

        LocalDate born;
        LocalTime calledAt;
        Instant registered;

        @ElementCollection
        Set<String> mails = new HashSet<>();

        @ElementCollection
        Map<String, Integer> points = new HashMap<>();

        @ElementCollection
        @OrderColumn
        List<Address> others = new ArrayList<>();

        Buyer() {}

        Buyer(String name, String city) {
            this.name = name;
            this.address = new Address("Main Street", city);
        }
    }

    /** An order with its lines; the id is a UUID. */
    @Entity(name = "Order")
    @Table(name = "orders")
    @NamedEntityGraph(name = "Order.lines", attributeNodes = @NamedAttributeNode("lines"))
    static class Order {
        @Id
        @GeneratedValue(strategy = GenerationType.UUID)
        UUID id;

        @Version
        int version;

        @ManyToOne(fetch = FetchType.LAZY)
        Buyer buyer;

        @OneToMany(mappedBy = "order", cascade = CascadeType.ALL, orphanRemoval = true)
        List<Line> lines = new ArrayList<>();

        @OneToOne(mappedBy = "order", cascade = CascadeType.ALL)
        Payment payment;

        @Enumerated
        Status status = Status.OPEN;

        LocalDateTime ordered;
        OffsetDateTime promised;

        Order() {}

        Order(Buyer buyer) {
            this.buyer = buyer;
        }

        void add(Catalog.Product product, int count) {
            lines.add(new Line(this, product, count));
        }
    }

    /** A line of an order. */
    @Entity(name = "Line")
    static class Line {
        @Id
        @GeneratedValue
        Long id;

        @ManyToOne(optional = false)
        Order order;

        @ManyToOne(optional = false)
        Catalog.Product product;

        @Column(name = "item_count")
        int count;

        @Column(precision = 12, scale = 2)
        BigDecimal price;

        Line() {}

        Line(Order order, Catalog.Product product, int count) {
            this.order = order;
            this.product = product;
            this.count = count;
            this.price = product.price.multiply(BigDecimal.valueOf(count));
        }
    }

    /** A payment; subclasses have tables that join its own. */
    @Entity(name = "Payment")
    @Inheritance(strategy = InheritanceType.JOINED)
    static class Payment {
        @Id
        @GeneratedValue
        Long id;

        @OneToOne
        Order order;

        BigDecimal amount;

        Payment() {}
    }

    /** By card. */
    @Entity(name = "CardPayment")
    static class CardPayment extends Payment {
        String card;

        CardPayment() {}

        CardPayment(Order order, String amount, String card) {
            this.order = order;
            this.amount = new BigDecimal(amount);
            this.card = card;
        }
    }

    /** By bank. */
    @Entity(name = "BankPayment")
    static class BankPayment extends Payment {
        String account;

        BankPayment() {}
    }
}
