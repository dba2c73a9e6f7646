package io.sepia.internal.backend.hibernate.unit;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** An entity of an application. */
@Entity
@Table(name = "suppliers")
class Supplier {
    @Id
    @GeneratedValue
    Long id;

    String name;

    Supplier() {}

    Supplier(String name) {
        this.name = name;
    }
}
