package io.sepia.dialect;

import jakarta.persistence.CheckConstraint;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.annotations.Filter;
import org.hibernate.annotations.FilterDef;
import org.hibernate.annotations.ParamDef;
import org.hibernate.annotations.SQLRestriction;

/** An entity with decimals in a check, an embeddable and a map, with a restriction and a filter. */
@Entity(name = "Ordering")
@Table(name = "orderings", check = @CheckConstraint(name = "total_at_least_5", constraint = "total >= 5"))
@FilterDef(name = "state", parameters = @ParamDef(name = "state", type = String.class))
@Filter(name = "state", condition = "state = :state")
@SQLRestriction("state <> 'gone'")
class Order {
    @Id
    long id;

    @Column(precision = 20, scale = 2)
    BigDecimal total;

    @Column(
            precision = 20,
            scale = 2,
            check = @CheckConstraint(constraint = "discount is null or discount between 0.5 and 100"))
    BigDecimal discount;

    String state = "new";

    @Embedded
    Amount paid;

    @ElementCollection
    @Column(name = "amount", precision = 20, scale = 2)
    Map<String, BigDecimal> parts = new TreeMap<>();

    /** An amount of a currency. */
    @Embeddable
    static class Amount {
        @Column(name = "paid_amount", precision = 20, scale = 2)
        BigDecimal amount;

        String currency = "EUR";

        Amount() {}

        Amount(String amount) {
            this.amount = new BigDecimal(amount);
        }
    }

    Order() {}

    Order(long id, String total) {
        this.id = id;
        this.total = new BigDecimal(total);
        paid = new Amount(total);
        parts.put("k", this.total);
        parts.put("ten", BigDecimal.TEN);
    }

    /** The root of entities with a table each. */
    @Entity(name = "Animal")
    @Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
    static class Animal {
        @Id
        long id;

        @Column(precision = 20, scale = 2)
        BigDecimal price;

        Animal() {}

        Animal(long id, String price) {
            this.id = id;
            this.price = new BigDecimal(price);
        }
    }

    /** An entity with a table of its own. */
    @Entity(name = "Dog")
    static class Dog extends Animal {
        Boolean good = true;

        Dog() {}

        Dog(long id, String price) {
            super(id, price);
        }
    }
}
