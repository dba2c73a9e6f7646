package io.sepia.joining;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;

/** An entity of the application that refers to another one. */
@Entity
@Table(name = "purchase")
class Purchase {
    @Id
    long id;

    @Column(name = "code", nullable = false, unique = true)
    String code;

    @ManyToOne(optional = false)
    Customer customer;

    protected Purchase() {}

    Purchase(long id, String code, Customer customer) {
        this.id = id;
        this.code = code;
        this.customer = customer;
    }
}
