package io.sepia.spring;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** An entity of the application. */
@Entity
class Client {
    @Id
    String id;

    @Column(unique = true)
    String name;

    Client() {}

    Client(String id, String name) {
        this.id = id;
        this.name = name;
    }
}
