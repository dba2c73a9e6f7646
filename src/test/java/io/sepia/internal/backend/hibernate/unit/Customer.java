package io.sepia.internal.backend.hibernate.unit;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** An entity of an application. */
@Entity
@Table(name = "customers")
class Customer {
    @Id
    @GeneratedValue
    Long id;

    String name;

    Customer() {}

    Customer(String name) {
        this.name = name;
    }
}
