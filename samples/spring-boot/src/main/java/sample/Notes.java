package sample;

import java.util.List;
import org.springframework.data.repository.ListCrudRepository;

public interface Notes extends ListCrudRepository<Note, String> {
    List<Note> findByTagsContainingOrderByTitle(String tag);
}
