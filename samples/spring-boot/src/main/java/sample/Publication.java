package sample;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;

@Entity
public class Publication {
    @Id
    @GeneratedValue
    private long id;

    @Column(unique = true)
    private String title;

    protected Publication() {}

    public Publication(String title) {
        this.title = title;
    }
}
