package sample;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

@Entity
public class Publication {
    @Id
    private String id;

    @Column(unique = true)
    private String title;

    protected Publication() {}

    public Publication(String id, String title) {
        this.id = id;
        this.title = title;
    }
}
