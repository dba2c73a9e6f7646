package sample;

import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;

/** Notes, which are documents. Each is saved in one transaction with a publication, which is an entity. */
@Path("/notes")
public class NoteResource {
    private final Notes notes;
    private final EntityManager entities;

    NoteResource(Notes notes, EntityManager entities) {
        this.notes = notes;
        this.entities = entities;
    }

    @GET
    public List<Note> titled(@QueryParam("title") String title) {
        return notes.titled(title);
    }

    @GET
    @Path("/rows")
    public long rows() {
        return entities.createQuery("select count(o) from StoredObject o", Long.class)
                .getSingleResult();
    }

    @PUT
    @Path("/{id}")
    @Transactional
    public Note put(String id, Note note) {
        Note saved = notes.save(new Note(id, note.title(), note.version()));
        entities.persist(new Publication(id, saved.title()));
        return saved;
    }
}
