package io.sepia.internal.backend.hibernate.unit;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A second entity of an application, whose table another application looks after. */
@Entity
@Table(name = "deliveries")
class Delivery {
    @Id
    String number;
}
