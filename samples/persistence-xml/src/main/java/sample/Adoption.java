package sample;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import java.time.LocalDate;
import java.util.UUID;

/** An entity: a project uses a CSS feature. The document {@link Assessment} with the same id contains the reasons. */
@Entity
@Table(uniqueConstraints = @UniqueConstraint(columnNames = {"project_name", "feature"}))
public class Adoption {
    @Id
    private String id;

    @ManyToOne(optional = false)
    private Project project;

    private String feature;
    private LocalDate since;

    protected Adoption() {}

    public Adoption(Project project, String feature, LocalDate since) {
        this.id = UUID.randomUUID().toString();
        this.project = project;
        this.feature = feature;
        this.since = since;
    }

    public String id() {
        return id;
    }
}
