package compat.library;

import io.sepia.model.Ref;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A typical mutable class: private fields, a few accessors, an id that is recognised by its name. */
@Stored("article")
class Article {
    private String id;
    private String title;
    private Article successor;
    private Ref<Article> predecessor;
    private Optional<Instant> publishedAt = Optional.empty();
    private final List<Author> authors = new ArrayList<>();
    private final Map<String, Section> sections = new LinkedHashMap<>();

    @Version
    private long version;

    /** Embedded: stored inside its article. */
    record Section(String heading, List<String> paragraphs) {}

    protected Article() {}

    Article(String title) {
        this.title = title;
    }

    String getId() {
        return id;
    }

    String getTitle() {
        return title;
    }

    void setTitle(String title) {
        this.title = title;
    }

    long getVersion() {
        return version;
    }

    Article getSuccessor() {
        return successor;
    }

    void setSuccessor(Article successor) {
        this.successor = successor;
    }

    Ref<Article> getPredecessor() {
        return predecessor;
    }

    void setPredecessor(Ref<Article> predecessor) {
        this.predecessor = predecessor;
    }

    Optional<Instant> getPublishedAt() {
        return publishedAt;
    }

    void setPublishedAt(Instant publishedAt) {
        this.publishedAt = Optional.of(publishedAt);
    }

    List<Author> getAuthors() {
        return authors;
    }

    Map<String, Section> getSections() {
        return sections;
    }
}
