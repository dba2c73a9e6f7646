package io.sepia.dialect;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.Lob;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Blob;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.SourceType;

/** An entity over two tables, with values that SQLite keeps only with the help of the dialect. */
@Entity
@Table(name = "keepers")
@Inheritance(strategy = InheritanceType.JOINED)
class Keeper {
    @Id
    long id;

    String name;

    @Column(precision = 30, scale = 2)
    BigDecimal price;

    @Column(precision = 30, scale = 0)
    BigInteger big;

    @Lob
    byte[] bytes;

    @Lob
    Blob blob;

    @Lob
    String text;

    Double ratio;
    Float part;
    LocalDate date;
    Instant moment;

    @CreationTimestamp(source = SourceType.DB)
    @Column(name = "created_local")
    LocalDateTime createdLocal;

    @CreationTimestamp(source = SourceType.DB)
    @Column(name = "created_instant")
    Instant createdInstant;

    Keeper() {}

    Keeper(long id) {
        this.id = id;
        this.name = "k" + id;
    }

    /** A keeper with a column in the second table. */
    @Entity(name = "ZooKeeper")
    @Table(name = "zoo_keepers")
    static class OfZoo extends Keeper {
        int animals;

        OfZoo() {}

        OfZoo(long id, int animals) {
            super(id);
            this.animals = animals;
        }
    }
}
