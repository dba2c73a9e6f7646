package sample;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** An entity: a site that is being built. */
@Entity
public class Project {
    @Id
    private String name;

    protected Project() {}

    public Project(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }
}
