package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sepia.change.ChangeNotice;
import io.sepia.change.Subscription;
import io.sepia.document.OnDelete;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.NotUniqueException;
import io.sepia.error.ObjectExistsException;
import io.sepia.error.RetryableException;
import io.sepia.model.Indexed;
import io.sepia.model.Ref;
import io.sepia.model.Stored;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

/** An operation in a caller's transaction that fails leaves nothing behind, and the transaction goes on. */
abstract class JoinedAtomicityContract extends CallerCodeContract {
    /** More than the store writes in one call of the backend. */
    private static final int MANY = 300;

    record Plain(String id, int number) {}

    @Indexed(value = "mail", unique = true)
    record Person(String id, String mail) {}

    @Stored(onDelete = OnDelete.CLEAR)
    record Target(String id) {}

    record Holder(String id, Ref<Target> target) {}

    @Stored(events = true)
    record Watched(String id) {}

    static class Broken {
        String id = "broken";

        @JsonProperty
        public String getText() {
            throw new IllegalStateException("a getter that throws");
        }
    }

    @Test
    void save_classWhoseIndexCannotBeBuilt_leavesNoTrace() {
        storage.documents("Person").saveAll(Map.of("a", "{\"mail\":\"same\"}", "b", "{\"mail\":\"same\"}"));
        begin();
        assertThatExceptionOfType(NotUniqueException.class).isThrownBy(() -> joined.save(new Person("c", "other")));
        joined.save(new Plain("p", 1));
        commit();

        assertThat(storage.indexes().list(Person.class)).isEmpty();
        assertThat(storage.ids(Plain.class)).containsExactly("p");
        assertThatExceptionOfType(NotUniqueException.class).isThrownBy(() -> storage.save(new Person("c", "other")));
        storage.documents("Person").delete("b");
        storage.save(new Person("c", "other"));
        assertThatExceptionOfType(NotUniqueException.class).isThrownBy(() -> storage.save(new Person("d", "same")));
    }

    @Test
    void saveAll_oneObjectThatCannotBeEncoded_leavesNothingOfTheOperation() {
        List<Object> objects = new ArrayList<>(plain());
        objects.add(new Broken());
        begin();
        joined.save(new Plain("before", 1));
        assertThatThrownBy(() -> joined.saveAll(objects)).isInstanceOf(RuntimeException.class);
        joined.save(new Plain("after", 1));
        commit();

        assertThat(storage.ids(Plain.class)).containsExactly("after", "before");
    }

    @Test
    void saveAll_iteratorEndsTheSavepointAndThrows_throwsTheExceptionOfTheIterator() {
        IllegalStateException own = new IllegalStateException("of the iterator");
        begin();
        assertThatThrownBy(() -> em.unwrap(Session.class).doWork(connection -> {
                    Savepoint savepoint = connection.setSavepoint();
                    Iterator<Plain> plain = plain().iterator();
                    joined.saveAll(() -> new Iterator<>() {
                        @Override
                        public boolean hasNext() {
                            if (plain.hasNext()) {
                                return true;
                            }
                            rollBack(connection, savepoint);
                            throw own;
                        }

                        @Override
                        public Plain next() {
                            return plain.next();
                        }
                    });
                }))
                .isSameAs(own);
        rollBack();
        assertThat(storage.count(Plain.class)).isZero();
    }

    private static void rollBack(Connection connection, Savepoint savepoint) {
        try {
            connection.rollback(savepoint);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void insertAll_lastObjectStored_announcesOnlyWhatWasCommitted() throws Exception {
        storage.save(new Plain("stored", 1));
        List<Plain> objects = new ArrayList<>(plain());
        objects.add(new Plain("stored", 2));
        BlockingQueue<ChangeNotice> notices = new LinkedBlockingQueue<>();
        try (Subscription subscription = storage.changes().onChange(notices::add)) {
            assertThat(subscription).isNotNull();
            begin();
            assertThatExceptionOfType(ObjectExistsException.class).isThrownBy(() -> joined.insertAll(objects));
            joined.save(new Plain("good", 1));
            commit();

            ChangeNotice first = notices.poll(10, TimeUnit.SECONDS);
            assertThat(first).isNotNull();
            assertThat(first.key().id()).isEqualTo("good");
            assertThat(notices.poll(200, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    @Test
    void events_operationThatBroughtTheClassInLineFailed_areLoggedLater() {
        begin();
        assertThatThrownBy(() -> joined.saveAll(List.of(new Watched("w"), new Broken())))
                .isInstanceOf(RuntimeException.class);
        joined.save(new Watched("v"));
        commit();
        storage.save(new Watched("v"));

        assertThat(storage.history(Watched.class, "v").events()).hasSize(2);
        assertThat(storage.history(Watched.class, "w").events()).isEmpty();
    }

    @Test
    void delete_damagedReferrer_leavesTheTarget() {
        storage.save(new Target("t"));
        storage.save(new Holder("h", Ref.to(Target.class, "t")));
        begin();
        em.createNativeQuery("UPDATE objects SET checksum = checksum + 1 WHERE object_id = 'h'")
                .executeUpdate();
        commit();
        begin();
        assertThatExceptionOfType(DamagedDocumentException.class).isThrownBy(() -> joined.delete(Target.class, "t"));
        joined.save(new Plain("p", 1));
        commit();

        assertThat(storage.exists(Target.class, "t")).isTrue();
        assertThat(storage.ids(Plain.class)).containsExactly("p");
        assertThatExceptionOfType(DamagedDocumentException.class).isThrownBy(() -> storage.delete(Target.class, "t"));
        assertThat(storage.exists(Target.class, "t")).isTrue();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> storage.useTransaction(tx -> {
                    assertThatExceptionOfType(DamagedDocumentException.class)
                            .isThrownBy(() -> tx.delete(Target.class, "t"));
                }));
        assertThat(storage.exists(Target.class, "t")).isTrue();
    }

    @Test
    void notices_ofTransactionsThatSaveOneObject_areInTheOrderOfCommits() throws Exception {
        storage.save(new Plain("one", 0));
        BlockingQueue<ChangeNotice> notices = new LinkedBlockingQueue<>();
        int threads = 4;
        int saves = 50;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try (Subscription subscription = storage.changes().onChange(notices::add)) {
            assertThat(subscription).isNotNull();
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(executor.submit(() -> {
                    for (int n = 0; n < saves; n++) {
                        saveJoined(n);
                    }
                }));
            }
            for (Future<?> each : running) {
                each.get(60, TimeUnit.SECONDS);
            }
            for (long version = 2; version <= threads * saves + 1; version++) {
                ChangeNotice next = notices.poll(10, TimeUnit.SECONDS);
                assertThat(next).isNotNull();
                assertThat(next.version()).isEqualTo(version);
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private void saveJoined(int number) {
        while (true) {
            try {
                Units.commit(factory, other -> storage.joining(other).save(new Plain("one", number)));
                return;
            } catch (RuntimeException e) {
                if (!(e instanceof RetryableException)) {
                    throw e;
                }
            }
        }
    }

    private static List<Plain> plain() {
        return IntStream.range(0, MANY).mapToObj(i -> new Plain("p" + i, i)).toList();
    }
}
