package compat.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.DocumentOperations;
import io.sepia.Storage;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.document.Versioned;
import io.sepia.error.ConflictException;
import io.sepia.error.MissingReferenceException;
import io.sepia.error.ObjectExistsException;
import io.sepia.error.ObjectNotFoundException;
import io.sepia.error.StaleVersionException;
import io.sepia.error.StorageClosedException;
import io.sepia.model.Ref;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Typical operations of an application, the same on every backend. */
abstract class ApplicationSuite {
    private static final Account ACCOUNT = new Account(7, new BigDecimal("12.50"), 0);

    private Storage storage;

    abstract Storage openEmpty() throws Exception;

    @BeforeEach
    void open() throws Exception {
        storage = openEmpty();
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void save_mutableObject_getsIdAndVersionInPlace() {
        Article article = new Article("Engine");

        assertThat(storage.save(article)).isSameAs(article);

        assertThat(article.getId()).isNotBlank();
        assertThat(article.getVersion()).isEqualTo(1);
    }

    @Test
    void save_record_comesBackWithIdAndLeavesTheGivenOneAlone() {
        Author given = new Author("Ada");

        Author saved = storage.save(given);

        assertThat(given.id()).isNull();
        assertThat(saved.id()).isNotNull();
        assertThat(storage.load(Author.class, saved.id())).isEqualTo(saved);
    }

    @Test
    void load_givesAnEqualObjectWithAllThatItEmbedsAndRefersTo() {
        Article article = new Article("Engine");
        article.setPublishedAt(Instant.parse("1843-10-01T12:00:00Z"));
        article.getSections().put("notes", new Article.Section("Note G", List.of("Bernoulli", "numbers \uD83D\uDE80")));
        article.getAuthors().add(storage.save(new Author("Ada")));
        article.getAuthors().add(storage.save(new Author("Luigi")));
        storage.save(article);

        Article loaded = storage.load(Article.class, article.getId());

        assertThat(loaded).isNotSameAs(article).usingRecursiveComparison().isEqualTo(article);
        assertThat(storage.count(Author.class)).isEqualTo(2);
    }

    @Test
    void save_storesNewTargetsAlongAndPutsTheirIdsIntoTheHolder() {
        Article article = new Article("Engine");
        article.getAuthors().add(new Author("Ada"));

        storage.save(article);

        Author author = article.getAuthors().get(0);
        assertThat(author.id()).isNotNull();
        assertThat(storage.load(Author.class, author.id())).isEqualTo(author);
    }

    @Test
    void load_circle_hasOneInstancePerStoredObject() {
        Article first = new Article("First");
        Article second = new Article("Second");
        first.setSuccessor(second);
        second.setSuccessor(first);
        storage.save(first);

        Article loaded = storage.load(Article.class, first.getId());

        assertThat(loaded.getSuccessor().getTitle()).isEqualTo("Second");
        assertThat(loaded.getSuccessor().getSuccessor()).isSameAs(loaded);
    }

    @Test
    void ref_isFollowedWhenItIsAskedFor() {
        Article first = storage.save(new Article("First"));
        Article second = new Article("Second");
        second.setPredecessor(Ref.of(first));
        storage.save(second);

        Ref<Article> predecessor = storage.load(Article.class, second.getId()).getPredecessor();

        assertThat(predecessor.loaded()).isEmpty();
        assertThat(predecessor.key()).contains(new ObjectKey("article", first.getId()));
        assertThat(predecessor.get().getTitle()).isEqualTo("First");
    }

    @Test
    void load_missingTarget_isNamed() {
        Article article = new Article("Engine");
        Article successor = new Article("Second");
        article.setSuccessor(successor);
        storage.save(article);
        storage.delete(successor);

        assertThatThrownBy(() -> storage.load(Article.class, article.getId()))
                .isInstanceOf(MissingReferenceException.class)
                .hasMessageContaining(successor.getId());
    }

    @Test
    void saveGraph_writesChangesOfTargetsAsWell() {
        Article article = new Article("Engine");
        article.setSuccessor(new Article("Second"));
        storage.save(article);
        article.getSuccessor().setTitle("Changed");

        storage.save(article);
        assertThat(titleOfSuccessor(article)).isEqualTo("Second");
        storage.saveGraph(article);
        assertThat(titleOfSuccessor(article)).isEqualTo("Changed");
    }

    private String titleOfSuccessor(Article article) {
        return storage.load(Article.class, article.getId()).getSuccessor().getTitle();
    }

    @Test
    void insertAndUpdate_tellWhetherTheObjectIsStored() {
        assertThatThrownBy(() -> storage.update(new Author(new UUID(1, 2), "Ada")))
                .isInstanceOf(ObjectNotFoundException.class);
        Author inserted = storage.insert(new Author("Ada"));

        assertThatThrownBy(() -> storage.insert(inserted))
                .isInstanceOf(ObjectExistsException.class)
                .isInstanceOf(ConflictException.class);
        Author renamed = storage.update(new Author(inserted.id(), "Ada Lovelace"));

        assertThat(storage.load(Author.class, inserted.id())).isEqualTo(renamed);
    }

    @Test
    void save_staleVersion_isRefusedAndChangesNothing() {
        Account first = storage.save(ACCOUNT);
        Account second = storage.save(first.plus("1.00"));

        assertThatThrownBy(() -> storage.save(first.plus("100"))).isInstanceOf(StaleVersionException.class);

        assertThat(second.version()).isEqualTo(2);
        assertThat(storage.load(Account.class, 7)).isEqualTo(second);
    }

    @Test
    void failedTransaction_takesBackWhatItStoredAndWhatItAssigned() {
        Article kept = storage.save(new Article("Kept"));
        Article lost = new Article("Lost");
        lost.getAuthors().add(new Author("Ada"));

        assertThatThrownBy(() -> storage.useTransaction(transaction -> {
                    kept.setTitle("Changed");
                    transaction.save(kept);
                    transaction.save(lost);
                    throw new IllegalStateException("stop");
                }))
                .hasMessage("stop");

        assertThat(storage.load(Article.class, kept.getId()).getTitle()).isEqualTo("Kept");
        assertThat(storage.classes()).isEqualTo(Map.of("article", 1L));
        assertThat(kept.getVersion()).isEqualTo(1);
        assertThat(lost.getId()).isNull();
        assertThat(lost.getVersion()).isZero();
        assertThat(lost.getAuthors()).containsExactly(new Author("Ada"));
        storage.save(lost);
        assertThat(lost.getVersion()).isEqualTo(1);
    }

    @Test
    void transaction_readsItsOwnWritesAndReturnsItsResult() {
        BigDecimal total = storage.inTransaction(transaction -> {
            transaction.insert(ACCOUNT);
            Account account = transaction.load(Account.class, 7);
            return transaction.update(account.plus("0.50")).balance();
        });

        assertThat(total).isEqualTo("13.00");
        assertThat(storage.load(Account.class, 7)).isEqualTo(new Account(7, new BigDecimal("13.00"), 2));
    }

    @Test
    void stream_goesThroughAllObjectsInTheOrderOfTheirIds() {
        storage.insertAll(IntStream.range(0, 700)
                .mapToObj(i -> new Account(1000 + i, BigDecimal.valueOf(i), 0))
                .toList());

        try (Stream<Account> accounts = storage.stream(Account.class)) {
            List<Account> read = accounts.toList();
            assertThat(read).hasSize(700).allMatch(each -> each.version() == 1);
            assertThat(read.stream().map(each -> Long.toString(each.number())).toList())
                    .isEqualTo(storage.ids(Account.class));
        }
    }

    @Test
    void bulkForms_keepTheOrderOfTheirArguments() {
        List<Author> saved = storage.saveAll(List.of(new Author("Ada"), new Author("Luigi"), new Author("Charles")));

        assertThat(saved).extracting(Author::name).containsExactly("Ada", "Luigi", "Charles");
        assertThat(storage.loadAll(
                        Author.class, List.of(saved.get(2).id(), saved.get(0).id())))
                .containsExactly(saved.get(2), saved.get(0));
        assertThat(storage.deleteAll(Author.class, List.of(saved.get(0).id(), "018f0000-0000-7000-8000-000000000000")))
                .isEqualTo(1);
        assertThat(storage.exists(Author.class, saved.get(0).id())).isFalse();
        assertThat(storage.clear(Author.class)).isEqualTo(2);
    }

    @Test
    void metadata_isKeptBesideTheObject() {
        storage.save(ACCOUNT, Map.of("by", "ada", "reviewed", true));

        Versioned<Account> stored = storage.findVersioned(Account.class, 7).orElseThrow();

        assertThat(stored.metadata()).isEqualTo(Map.of("by", "ada", "reviewed", true));
        assertThat(stored.key()).isEqualTo(new ObjectKey("Account", "7"));
        assertThat(stored.version()).isEqualTo(1);
        assertThat(stored.updatedAt()).isAfterOrEqualTo(stored.createdAt());
    }

    @Test
    void find_unknownId_isEmptyAndLoadNamesIt() {
        assertThat(storage.find(Article.class, "none")).isEmpty();
        assertThatThrownBy(() -> storage.load(Article.class, "none"))
                .isInstanceOf(ObjectNotFoundException.class)
                .hasMessageContaining("article")
                .hasMessageContaining("none");
    }

    @Test
    void documents_needNoClass() {
        DocumentOperations notes = storage.documents("note");
        notes.save("n1", "{\"text\":\"weaves\",\"amount\":1.10}");
        String assigned = notes.save("{\"text\":\"algebra\"}");

        StoredDocument note = notes.load("n1");

        assertThat(note.content()).isEqualTo("{\"text\":\"weaves\",\"amount\":1.10}");
        assertThat(note.type()).isEqualTo(ObjectType.SERIALIZABLE);
        assertThat(notes.ids()).containsExactlyInAnyOrder("n1", assigned);
        notes.update("n1", "{\"text\":\"changed\"}", 1);
        assertThatThrownBy(() -> notes.update("n1", "{}", 1)).isInstanceOf(StaleVersionException.class);
    }

    @Test
    void documents_areTheObjectsOfTheirClass() {
        Author author = storage.save(new Author("Ada"));

        storage.documents("article")
                .save(
                        "a1",
                        "{\"title\":\"Engine\",\"authors\":[{\"$ref\":{\"class\":\"Author\",\"id\":\"" + author.id()
                                + "\"}}]}");

        Article loaded = storage.load(Article.class, "a1");
        assertThat(loaded.getTitle()).isEqualTo("Engine");
        assertThat(loaded.getAuthors()).containsExactly(author);
        assertThat(storage.documents("article").load("a1").type()).isEqualTo(ObjectType.CONTAINER);
    }

    @Test
    void closedStore_saysSo() {
        storage.close();
        storage.close();

        assertThatThrownBy(() -> storage.save(new Article("Engine"))).isInstanceOf(StorageClosedException.class);
    }
}
