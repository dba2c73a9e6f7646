package io.sepia.spring;

import java.util.List;
import org.springframework.data.repository.ListCrudRepository;

/** A repository that is found by scanning. */
interface Stickers extends ListCrudRepository<Sticker, String> {
    List<Sticker> findByColorOrderById(String color);
}
