package io.sepia.dialect;

import jakarta.persistence.CheckConstraint;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;

/** An entity with constraints of every kind. */
@Entity
@Table(
        name = "accounts",
        uniqueConstraints =
                @UniqueConstraint(
                        name = "one_number_per_owner",
                        columnNames = {"owner", "number"}),
        check = @CheckConstraint(name = "balance_not_negative", constraint = "balance >= 0"))
class Account {
    @Id
    long id;

    String owner;

    String number;

    @Column(unique = true)
    String email;

    @Column(nullable = false)
    String name = "savings";

    long balance;

    Account() {}

    Account(long id, String owner, String number) {
        this.id = id;
        this.owner = owner;
        this.number = number;
        this.email = owner + number + "@example.org";
    }
}
