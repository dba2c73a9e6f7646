package io.sepia.shop;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.Lob;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.TableGenerator;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** What the shop sells, and what it owns. */
final class Catalog {
    private Catalog() {}

    /** A category, in a tree; its id is an identity column. */
    @Entity(name = "Category")
    static class Category {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        @Column(unique = true)
        String name;

        @ManyToOne
        Category parent;

        @OneToMany(mappedBy = "parent")
        @OrderBy("name")
        List<Category> children = new ArrayList<>();

        Category() {}

        Category(String name, Category parent) {
            this.name = name;
            this.parent = parent;
        }
    }

    /** A label; its id is from a table. */
    @Entity(name = "Label")
    static class Label {
        @Id
        @TableGenerator(name = "labels", allocationSize = 5)
        @GeneratedValue(strategy = GenerationType.TABLE, generator = "labels")
        Long id;

        String text;

        Label() {}

        Label(String text) {
            this.text = text;
        }
    }

    /** The number on a package, which is kept as text. */
    record Sku(String maker, int number) {}

    /** Converts numbers of packages. */
    @Converter(autoApply = true)
    static class SkuConverter implements AttributeConverter<Sku, String> {
        @Override
        public String convertToDatabaseColumn(Sku sku) {
            return sku == null ? null : sku.maker() + "-" + sku.number();
        }

        @Override
        public Sku convertToEntityAttribute(String text) {
            if (text == null) {
                return null;
            }
            int dash = text.lastIndexOf('-');
            return new Sku(text.substring(0, dash), Integer.parseInt(text.substring(dash + 1)));
        }
    }

    /** A product; its id is from a sequence, and its subclasses share its table. */
    @Entity(name = "Product")
    @Inheritance(strategy = InheritanceType.SINGLE_TABLE)
    static class Product {
        @Id
        @SequenceGenerator(name = "products", allocationSize = 20)
        @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "products")
        Long id;

        @Version
        int version;

        String name;

        @Column(precision = 12, scale = 2)
        BigDecimal price;

        int stock;

        @Convert(converter = SkuConverter.class)
        Sku sku;

        @Lob
        String description;

        @Lob
        byte[] image;

        @JdbcTypeCode(SqlTypes.JSON)
        Map<String, String> details = new HashMap<>();

        @ManyToOne
        Category category;

        @ManyToMany
        Set<Label> labels = new HashSet<>();

        Product() {}

        Product(String name, String price, int stock) {
            this.name = name;
            this.price = new BigDecimal(price);
            this.stock = stock;
        }
    }

    /** A product with pages. */
    @Entity(name = "Book")
    static class Book extends Product {
        int pages;
        LocalDate published;

        Book() {}

        Book(String name, String price, int pages) {
            super(name, price, 10);
            this.pages = pages;
        }
    }

    /** A product with a plug. */
    @Entity(name = "Gadget")
    static class Gadget extends Product {
        double watts;

        Gadget() {}

        Gadget(String name, String price, double watts) {
            super(name, price, 10);
            this.watts = watts;
        }
    }

    /** What the shop owns; each class has a table. */
    @Entity(name = "Vehicle")
    @Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
    abstract static class Vehicle {
        @Id
        @GeneratedValue
        Long id;

        String plate;
    }

    /** A vehicle for much. */
    @Entity(name = "Truck")
    static class Truck extends Vehicle {
        int tons;
    }

    /** A vehicle for little. */
    @Entity(name = "Bike")
    static class Bike extends Vehicle {
        boolean electric;
    }
}
