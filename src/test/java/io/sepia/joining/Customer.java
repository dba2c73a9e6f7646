package io.sepia.joining;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

/** An entity of the application. */
@Entity
@Table(name = "customer")
class Customer {
    @Id
    long id;

    @Column(name = "name", nullable = false, unique = true)
    String name;

    @Version
    @Column(name = "version")
    long version;

    protected Customer() {}

    Customer(long id, String name) {
        this.id = id;
        this.name = name;
    }
}
