package compat.modules;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** An entity that is loaded lazily, through a proxy that Hibernate defines in this module. */
@Entity
class Customer {
    @Id
    private String id;

    private String name;

    protected Customer() {}

    Customer(String id, String name) {
        this.id = id;
        this.name = name;
    }

    String getName() {
        return name;
    }
}
