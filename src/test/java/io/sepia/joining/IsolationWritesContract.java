package io.sepia.joining;

import static io.sepia.Field.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.StorageTransaction;
import io.sepia.change.Change;
import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangeKind;
import io.sepia.document.GenerationInfo;
import io.sepia.document.HistoryRule;
import io.sepia.error.NotUniqueException;
import io.sepia.model.Indexed;
import io.sepia.model.Stored;
import jakarta.persistence.EntityManagerFactory;
import java.sql.Connection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Joined transactions that write more than once, at each isolation level, with all rules on. See decision 0136. */
abstract class IsolationWritesContract {
    @Stored(value = "mailbox", events = true)
    record Mailbox(String id, @Indexed(unique = true) String address, int number) {}

    @Stored("label")
    record Label(String id, @Indexed String color) {}

    @Stored("letter")
    record Letter(String id, @Indexed(unique = true) String text) {}

    abstract String url();

    /** Returns whether the cursor of a transaction passes what the transaction has changed itself. */
    boolean passesOwnChanges() {
        return true;
    }

    private EntityManagerFactory factory;
    private Storage storage;

    static int[] isolations() {
        return new int[] {
            Connection.TRANSACTION_READ_COMMITTED,
            Connection.TRANSACTION_REPEATABLE_READ,
            Connection.TRANSACTION_SERIALIZABLE
        };
    }

    private void open(int isolation) {
        factory = new HibernatePersistenceConfiguration("isolation")
                .jdbcUrl(url())
                .property("hibernate.connection.isolation", String.valueOf(isolation))
                .createEntityManagerFactory();
        storage = StorageBuilder.of(factory).option("changes", "on").open();
        storage.documents("mailbox").keepHistory(HistoryRule.ALL);
        storage.saveAll(List.of(mailbox("a", 1), mailbox("b", 1)));
    }

    @AfterEach
    void close() {
        storage.close();
        factory.close();
    }

    private static Mailbox mailbox(String id, int number) {
        return new Mailbox(id, id + "@example.org", number);
    }

    private void joined(Consumer<StorageTransaction> work) {
        Units.commit(factory, em -> work.accept(storage.joining(em)));
    }

    /** Returns the log: id, kind and version of each change, in order. */
    private List<String> log() {
        List<Change> changes = storage.changes().since(ChangeCursor.BEGINNING).changes();
        assertThat(changes.stream().map(Change::sequence).toList()).isSorted().doesNotHaveDuplicates();
        return changes.stream()
                .map(each -> each.key().id() + " " + each.kind() + " " + each.version())
                .toList();
    }

    private List<Long> numbers(String id) {
        return storage.history(Mailbox.class, id).list().stream()
                .map(GenerationInfo::number)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("isolations")
    void save_severalTimesInATransaction_isStoredLoggedAndKept(int isolation) {
        open(isolation);
        for (int round = 1; round <= 2; round++) {
            int number = round * 10;
            joined(tx -> {
                tx.save(mailbox("a", number));
                tx.save(mailbox("c" + number, number));
                tx.save(mailbox("a", number + 1));
            });
        }
        assertThat(storage.load(Mailbox.class, "a").number()).isEqualTo(21);
        assertThat(numbers("a")).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(storage.history(Mailbox.class, "a").events()).hasSize(5);
        assertThat(log())
                .containsExactly("b CREATED 1", "c10 CREATED 1", "c20 CREATED 1", "a " + ChangeKind.UPDATED + " 5");
    }

    @ParameterizedTest
    @MethodSource("isolations")
    void saveAll_twiceInATransaction_isStoredAndLogged(int isolation) {
        open(isolation);
        joined(tx -> {
            tx.saveAll(
                    IntStream.range(0, 300).mapToObj(i -> mailbox("m" + i, i)).toList());
            tx.saveAll(
                    IntStream.range(0, 300).mapToObj(i -> mailbox("m" + i, -i)).toList());
            tx.saveAll(IntStream.range(0, 5).mapToObj(i -> mailbox("n" + i, i)).toList());
        });
        assertThat(storage.count(Mailbox.class)).isEqualTo(307);
        assertThat(storage.load(Mailbox.class, "m299").number()).isEqualTo(-299);
        assertThat(numbers("m299")).containsExactly(1L, 2L);
        assertThat(log()).hasSize(307).contains("m299 UPDATED 2", "n4 CREATED 1");
    }

    @ParameterizedTest
    @MethodSource("isolations")
    void delete_afterOtherWritesOfATransaction_isLoggedAndKept(int isolation) {
        open(isolation);
        joined(tx -> {
            tx.save(mailbox("a", 2));
            tx.delete(Mailbox.class, "a");
            tx.delete(Mailbox.class, "b");
            tx.save(mailbox("c", 1));
            tx.delete(Mailbox.class, "c");
        });
        assertThat(storage.count(Mailbox.class)).isZero();
        assertThat(log()).containsExactly("a DELETED 2", "b DELETED 1", "c DELETED 3");
        assertThat(numbers("a")).containsExactly(1L, 2L);
        assertThat(storage.history(Mailbox.class, "a").events()).hasSize(3);
        joined(tx -> {
            tx.save(mailbox("a", 3));
            tx.save(mailbox("a", 4));
        });
        assertThat(numbers("a")).containsExactly(1L, 2L, 3L, 4L);
        assertThat(log()).contains("a UPDATED 5").doesNotContain("a DELETED 2");
    }

    @ParameterizedTest
    @MethodSource("isolations")
    void clear_afterSavesOfATransaction_deletesTheirObjectsToo(int isolation) {
        open(isolation);
        joined(tx -> {
            tx.save(mailbox("a", 2));
            tx.save(mailbox("c", 1));
            assertThat(tx.clear(Mailbox.class)).isEqualTo(3);
            tx.save(mailbox("b", 5));
        });
        assertThat(storage.ids(Mailbox.class)).containsExactly("b");
        assertThat(log()).contains("a DELETED 2", "c DELETED 1").hasSize(3);
        assertThat(storage.history(Mailbox.class, "c").events()).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("isolations")
    void deleteByQuery_afterSavesOfATransaction_deletesWhatMatches(int isolation) {
        open(isolation);
        joined(tx -> {
            tx.save(mailbox("a", 7));
            tx.save(mailbox("c", 7));
            assertThat(tx.query(Mailbox.class).where(field("number").eq(7)).delete())
                    .isEqualTo(2);
            assertThat(tx.query(Mailbox.class).where(field("number").eq(1)).delete())
                    .isEqualTo(1);
        });
        assertThat(storage.count(Mailbox.class)).isZero();
        assertThat(log()).containsExactlyInAnyOrder("a DELETED 2", "b DELETED 1", "c DELETED 1");
        assertThat(numbers("c")).containsExactly(1L);
    }

    @ParameterizedTest
    @MethodSource("isolations")
    void uniqueValue_givenUpAndTakenInATransaction_belongsToOneObject(int isolation) {
        open(isolation);
        joined(tx -> {
            tx.save(new Mailbox("a", "new@example.org", 1));
            assertThatThrownBy(() -> tx.save(new Mailbox("c", "new@example.org", 1)))
                    .isInstanceOf(NotUniqueException.class);
            tx.save(new Mailbox("c", "a@example.org", 1));
            assertThatThrownBy(() -> tx.save(new Mailbox("a", "a@example.org", 1)))
                    .isInstanceOf(NotUniqueException.class);
        });
        assertThat(storage.load(Mailbox.class, "c").address()).isEqualTo("a@example.org");
        assertThat(log()).containsExactly("b CREATED 1", "a UPDATED 2", "c CREATED 1");
    }

    @ParameterizedTest
    @MethodSource("isolations")
    void indexes_ofTwoClasses_areCreatedByTheirFirstSavesInATransaction(int isolation) {
        open(isolation);
        joined(tx -> {
            tx.save(new Label("l", "red"));
            tx.save(new Letter("x", "dear"));
            assertThatThrownBy(() -> tx.save(new Letter("y", "dear"))).isInstanceOf(NotUniqueException.class);
        });
        assertThat(storage.indexes().list("label")).hasSize(1);
        assertThat(storage.indexes().list("letter")).hasSize(1);
        assertThat(storage.ids(Letter.class)).containsExactly("x");
    }

    @ParameterizedTest
    @MethodSource("isolations")
    void log_readInATransaction_containsItsChanges(int isolation) {
        open(isolation);
        ChangeCursor end = storage.changes().end();
        joined(tx -> {
            tx.save(mailbox("c", 1));
            tx.delete(Mailbox.class, "a");
            List<Change> own = tx.changes().since(end).changes();
            assertThat(own).extracting(each -> each.key().id()).containsExactly("c", "a");
            assertThat(tx.changes().since(tx.changes().end()).changes())
                    .isEqualTo(passesOwnChanges() ? List.of() : own);
        });
        storage.useTransaction(tx -> {
            tx.save(mailbox("d", 1));
            tx.delete(Mailbox.class, "c");
            assertThat(tx.changes().since(end).changes())
                    .extracting(each -> each.key().id())
                    .containsExactly("a", "d", "c");
            tx.delete(Mailbox.class, "d");
        });
        assertThat(storage.changes().since(end).changes())
                .extracting(each -> each.key().id())
                .containsExactly("a", "c", "d");
    }
}
