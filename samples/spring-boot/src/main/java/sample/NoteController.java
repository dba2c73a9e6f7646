package sample;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
public class NoteController {
    private final Notes notes;
    private final Publishing publishing;

    public NoteController(Notes notes, Publishing publishing) {
        this.notes = notes;
        this.publishing = publishing;
    }

    @GetMapping("/notes")
    public List<Note> tagged(@RequestParam String tag) {
        return notes.findByTagsContainingOrderByTitle(tag);
    }

    @GetMapping("/notes/{id}")
    public Note note(@PathVariable String id) {
        return notes.findById(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    @PutMapping("/notes/{id}")
    public Note put(@PathVariable String id, @RequestBody Note note) {
        return publishing.publish(new Note(id, note.title(), note.tags(), note.version()));
    }
}
