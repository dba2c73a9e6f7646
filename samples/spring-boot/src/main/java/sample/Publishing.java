package sample;

import jakarta.persistence.EntityManager;
import java.util.List;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Saves a note, which is a document, with a publication, which is an entity: both or neither. */
@Service
public class Publishing {
    private final Notes notes;
    private final EntityManager entities;

    public Publishing(Notes notes, EntityManager entities) {
        this.notes = notes;
        this.entities = entities;
    }

    @Transactional
    public Note publish(Note note) {
        Note saved = notes.save(note);
        // The title of a publication is unique.
        entities.persist(new Publication(saved.title()));
        return saved;
    }

    public List<String> titles() {
        return entities.createQuery("select p.title from Publication p order by p.title", String.class)
                .getResultList();
    }
}
