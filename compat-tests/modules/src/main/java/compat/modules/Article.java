package compat.modules;

import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.time.LocalDate;

/** A document with private fields, which are accessible only because the package is open. */
@Stored
class Article {
    private String id;
    private String title;
    private Author author;
    private LocalDate published;

    @Version
    private long version;

    private Article() {}

    Article(String id, String title, Author author, LocalDate published) {
        this.id = id;
        this.title = title;
        this.author = author;
        this.published = published;
    }

    void rename(String title) {
        this.title = title;
    }

    @Override
    public String toString() {
        return title + " by " + author.name() + ", " + published + ", version " + version;
    }
}
