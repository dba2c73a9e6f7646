package io.sepia.dialect;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** An entity with a JSON document in a text column. */
@Entity
@Table(name = "pages")
class Page {
    static final String CONTENT = "{\"title\":\"It's\",\"price\":1.10,\"count\":3,\"draft\":true,\"none\":null,"
            + "\"tags\":[\"a\",\"b\",\"c\"],\"author\":{\"name\":\"Ada\"},\"half\":0.5,\"digits\":\"7\"}";

    @Id
    long id;

    String content = CONTENT;

    String absent;

    Boolean flag = true;

    Page() {}

    Page(long id, String content) {
        this.id = id;
        this.content = content;
    }
}
