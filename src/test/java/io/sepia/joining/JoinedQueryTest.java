package io.sepia.joining;

import static io.sepia.Field.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sepia.ObjectQuery;
import io.sepia.Storage;
import io.sepia.StorageTransaction;
import io.sepia.error.NotUniqueException;
import io.sepia.jpa.StoredObject;
import io.sepia.query.IndexDefinition;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Queries in an EntityManager's transaction. */
class JoinedQueryTest {
    @TempDir
    Path directory;

    /** The databases. */
    enum Kind {
        H2(Units::h2),
        SQLITE(Units::sqlite),
        EMBEDDED(Units::embedded);

        private final Function<Path, HibernatePersistenceConfiguration> unit;

        Kind(Function<Path, HibernatePersistenceConfiguration> unit) {
            this.unit = unit;
        }
    }

    /** The work of a test in the caller's transaction, which is rolled back if it is still open at the end. */
    private interface Work {
        void run(Storage storage, EntityManager em, StorageTransaction joined);
    }

    private void run(Kind kind, Work work) {
        try (EntityManagerFactory factory = kind.unit.apply(directory).createEntityManagerFactory();
                Storage storage = Storage.of(factory);
                EntityManager em = factory.createEntityManager()) {
            for (int i = 1; i <= 5; i++) {
                storage.save(new Invoice("i" + i, i % 2 == 0 ? "even" : "odd"));
            }
            em.getTransaction().begin();
            try {
                work.run(storage, em, storage.joining(em));
            } finally {
                if (em.getTransaction().isActive()) {
                    em.getTransaction().rollback();
                }
            }
        }
    }

    private static ObjectQuery<Invoice> odd(StorageTransaction joined) {
        return joined.query(Invoice.class).where(field("text").eq("odd"));
    }

    @ParameterizedTest
    @EnumSource
    void query_afterSaveAndDelete_seesThemBeforeTheCommitOnlyInside(Kind kind) {
        run(kind, (storage, em, joined) -> {
            joined.save(new Invoice("new", "odd", new Item("a", 1)));
            joined.delete(Invoice.class, "i1");
            assertThat(odd(joined).ids()).containsExactly("i3", "i5", "new");
            assertThat(odd(joined).count()).isEqualTo(3);
            assertThat(odd(joined).orderBy("id desc").first().orElseThrow().items)
                    .hasSize(1);
            assertThat(CompletableFuture.supplyAsync(
                                    () -> storage.query(Invoice.class).ids())
                            .join())
                    .containsExactly("i1", "i2", "i3", "i4", "i5");
            em.getTransaction().rollback();
            assertThat(storage.query(Invoice.class).count()).isEqualTo(5);
        });
    }

    @ParameterizedTest
    @EnumSource
    void query_afterAChangeOfAManagedEntity_findsWhatItHolds(Kind kind) {
        run(kind, (storage, em, joined) -> {
            StoredObject held = em.find(StoredObject.class, new StoredObject.Key("Invoice", "i2"));
            held.setContent(held.getContent().<ObjectNode>deepCopy().put("text", "odd"));
            assertThat(odd(joined).ids()).containsExactly("i1", "i2", "i3", "i5");
        });
    }

    @ParameterizedTest
    @EnumSource
    void page_inTheTransaction_goesOnAfterItsCursor(Kind kind) {
        run(kind, (storage, em, joined) -> {
            joined.save(new Invoice("i0", "odd"));
            ObjectQuery<Invoice> byText =
                    joined.query(Invoice.class).orderBy("text").limit(4);
            String cursor = byText.page().next().orElseThrow();
            assertThat(byText.page().items()).extracting(each -> each.id).containsExactly("i2", "i4", "i0", "i1");
            assertThat(byText.after(cursor).page().items())
                    .extracting(each -> each.id)
                    .containsExactly("i3", "i5");
        });
    }

    @ParameterizedTest
    @EnumSource
    void delete_byQuery_endsWithTheTransaction(Kind kind) {
        run(kind, (storage, em, joined) -> {
            assertThat(odd(joined).delete()).isEqualTo(3);
            assertThat(joined.query(Invoice.class).ids()).containsExactly("i2", "i4");
            em.getTransaction().rollback();
            assertThat(storage.query(Invoice.class).count()).isEqualTo(5);
            em.getTransaction().begin();
            assertThat(odd(storage.joining(em)).delete()).isEqualTo(3);
            em.getTransaction().commit();
            assertThat(storage.query(Invoice.class).ids()).containsExactly("i2", "i4");
        });
    }

    @ParameterizedTest
    @EnumSource
    void save_equalToAnotherByAUniqueIndex_isRefusedAndTheRestOfTheTransactionKept(Kind kind) {
        run(kind, (storage, em, joined) -> {
            em.getTransaction().rollback();
            storage.indexes().add(IndexDefinition.of("Item", "amount").asUnique());
            em.getTransaction().begin();
            StorageTransaction again = storage.joining(em);
            again.save(new Item("first", 7));
            assertThatThrownBy(() -> again.save(new Item("second", 7))).isInstanceOf(NotUniqueException.class);
            again.save(new Item("second", 8));
            em.getTransaction().commit();
            assertThat(storage.query(Item.class).ids()).containsExactly("first", "second");
        });
    }
}
