package compat.modules;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;

/** An entity of the application that is saved in the same transaction as documents. */
@Entity
class Purchase {
    @Id
    private String id;

    @ManyToOne(fetch = FetchType.LAZY)
    private Customer customer;

    protected Purchase() {}

    Purchase(String id, Customer customer) {
        this.id = id;
        this.customer = customer;
    }

    Customer getCustomer() {
        return customer;
    }
}
