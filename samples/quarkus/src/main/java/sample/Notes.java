package sample;

import jakarta.data.repository.CrudRepository;
import jakarta.data.repository.Find;
import jakarta.data.repository.OrderBy;
import jakarta.data.repository.Repository;
import java.util.List;

@Repository
public interface Notes extends CrudRepository<Note, String> {
    @Find
    @OrderBy("id")
    List<Note> titled(String title);
}
