package io.sepia.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.repository.ListCrudRepository;
import org.springframework.data.repository.Repository;

/** Every keyword of Spring Data's names that is supported. {@link RefusedMethodTest} has the others. */
class DerivedNameTest {
    private Storage storage;
    private Tasks tasks;

    /** All keywords that are supported. */
    interface Tasks extends ListCrudRepository<Task, String> {
        List<Task> findByTitle(String title);

        List<Task> findByTitleIs(String title);

        List<Task> findByTitleEquals(String title);

        List<Task> findByTitleAndEffort(String title, int effort);

        List<Task> findByTitleOrEffort(String title, int effort);

        List<Task> findByTitleAndDoneTrueOrEffortGreaterThan(String title, int effort);

        List<Task> findByEffortBetween(int least, int most);

        List<Task> findByEffortLessThan(int effort);

        List<Task> findByEffortLessThanEqual(int effort);

        List<Task> findByEffortGreaterThan(int effort);

        List<Task> findByEffortGreaterThanEqual(int effort);

        List<Task> findByDueAfter(LocalDate day);

        List<Task> findByDueBefore(LocalDate day);

        List<Task> findByNoteNull();

        List<Task> findByNoteIsNull();

        List<Task> findByNoteNotNull();

        List<Task> findByNoteIsNotNull();

        List<Task> findByNote(String note);

        List<Task> findByNoteEmpty();

        List<Task> findByTagsIsEmpty();

        List<Task> findByTagsIsNotEmpty();

        List<Task> findByTitleStartingWith(String prefix);

        List<Task> findByTitleStartsWith(String prefix);

        List<Task> findByTitleContaining(String part);

        List<Task> findByTitleNotContaining(String part);

        List<Task> findByTagsContaining(String tag);

        List<Task> findByTagsNotContaining(String tag);

        List<Task> findByTitleNot(String title);

        List<Task> findByTitleIsNot(String title);

        List<Task> findByEffortIn(Collection<Integer> efforts);

        List<Task> findByEffortNotIn(Collection<Integer> efforts);

        List<Task> findByDoneTrue();

        List<Task> findByDoneIsFalse();

        List<Task> findByNoteExists();

        List<Task> findByTitleIgnoreCase(String title);

        List<Task> findByTitleStartingWithIgnoringCase(String prefix);

        List<Task> findByTitleContainingIgnoreCase(String part);

        List<Task> findByTitleAndOwnerNameAllIgnoreCase(String title, String name);

        List<Task> findByTitleInAndOwnerNameAllIgnoreCase(Collection<String> titles, String name);

        List<Task> findByOwnerName(String name);

        List<Task> findByOwner_Age(int age);

        List<Task> findByLevel(Task.Level level);

        List<Task> findByIdIn(Collection<String> ids);

        List<Task> findByOrderByEffortDesc();

        List<Task> findAllByOrderByDoneDescEffortAsc();

        List<Task> findByDoneFalseOrderByTitleDescEffort();

        List<Task> findFirst2ByOrderByEffortDesc();

        List<Task> findTop3ByDoneFalseOrderByEffort();

        Task findFirstByOrderByEffortDesc();

        Optional<Task> findTopByDoneTrueOrderByEffort();

        List<Task> findDistinctByDone(boolean done);

        List<Task> readByTitle(String title);

        List<Task> getByTitle(String title);

        List<Task> queryByTitle(String title);

        List<Task> searchByTitle(String title);

        Stream<Task> streamByDone(boolean done);

        Task findOneById(String id);

        Optional<Task> findByEffort(int effort);

        Set<Task> findTasksByDone(boolean done);

        Iterable<Task> findSomeByDone(boolean done);

        Task[] findArrayByDone(boolean done);

        Optional<Titled> findTitledByEffort(int effort);

        List<Titled> findTitledByDone(boolean done);

        long countByDone(boolean done);

        int countByEffortLessThan(int effort);

        boolean existsByTitle(String title);

        long deleteByDone(boolean done);

        void removeByEffort(int effort);

        default String titles() {
            return findAllByOrderByDoneDescEffortAsc().stream().map(Task::title).reduce("", String::concat);
        }
    }

    /** Some properties of a task. */
    record Titled(String title, int effort) {}

    @BeforeEach
    void open() {
        storage = Storage.open("memory", Map.of());
        tasks = storage.repository(Tasks.class);
        String titles = "AbabC";
        for (int i = 1; i <= 5; i++) {
            storage.save(new Task("t" + i, titles.substring(i - 1, i), i));
        }
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private static void assertFound(Iterable<Task> found, int... efforts) {
        assertThat(found)
                .extracting(Task::effort)
                .containsExactlyInAnyOrder(
                        java.util.Arrays.stream(efforts).boxed().toArray(Integer[]::new));
    }

    @Test
    void equality_andItsNegation() {
        assertFound(tasks.findByTitle("b"), 2, 4);
        assertFound(tasks.findByTitleIs("b"), 2, 4);
        assertFound(tasks.findByTitleEquals("b"), 2, 4);
        assertFound(tasks.findByTitleNot("b"), 1, 3, 5);
        assertFound(tasks.findByTitleIsNot("b"), 1, 3, 5);
        assertFound(tasks.findByLevel(Task.Level.HIGH), 4, 5);
        assertFound(tasks.findByEffortIn(List.of(1, 5, 9)), 1, 5);
        assertFound(tasks.findByEffortNotIn(List.of(1, 5, 9)), 2, 3, 4);
        assertFound(tasks.findByIdIn(List.of("t1", "t2", "x")), 1, 2);
        assertFound(tasks.findByDoneTrue(), 4, 5);
        assertFound(tasks.findByDoneIsFalse(), 1, 2, 3);
    }

    @Test
    void andBindsMoreTightlyThanOr() {
        assertFound(tasks.findByTitleAndEffort("b", 2), 2);
        assertFound(tasks.findByTitleOrEffort("b", 1), 1, 2, 4);
        assertFound(tasks.findByTitleAndDoneTrueOrEffortGreaterThan("b", 4), 4, 5);
    }

    @Test
    void comparisons() {
        assertFound(tasks.findByEffortBetween(2, 4), 2, 3, 4);
        assertFound(tasks.findByEffortLessThan(2), 1);
        assertFound(tasks.findByEffortLessThanEqual(2), 1, 2);
        assertFound(tasks.findByEffortGreaterThan(4), 5);
        assertFound(tasks.findByEffortGreaterThanEqual(4), 4, 5);
        assertFound(tasks.findByDueAfter(LocalDate.of(2026, 1, 4)), 5);
        assertFound(tasks.findByDueBefore(LocalDate.of(2026, 1, 2)), 1);
    }

    @Test
    void nullAndEmpty() {
        assertFound(tasks.findByNoteNull(), 5);
        assertFound(tasks.findByNoteIsNull(), 5);
        assertFound(tasks.findByNote(null), 5);
        assertFound(tasks.findByNoteNotNull(), 1, 2, 3, 4);
        assertFound(tasks.findByNoteIsNotNull(), 1, 2, 3, 4);
        assertFound(tasks.findByNoteEmpty(), 4);
        assertFound(tasks.findByTagsIsEmpty(), 1, 3, 5);
        assertFound(tasks.findByTagsIsNotEmpty(), 2, 4);
        assertThat(tasks.findByNoteExists()).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void texts_andCollections() {
        assertFound(tasks.findByTitleStartingWith("a"), 3);
        assertFound(tasks.findByTitleStartsWith("a"), 3);
        assertFound(tasks.findByTitleContaining("C"), 5);
        assertFound(tasks.findByTitleNotContaining("b"), 1, 3, 5);
        assertFound(tasks.findByTagsContaining("even"), 2, 4);
        assertFound(tasks.findByTagsNotContaining("even"), 1, 3, 5);
        assertFound(tasks.findByTitleIgnoreCase("A"), 1, 3);
        assertFound(tasks.findByTitleStartingWithIgnoringCase("A"), 1, 3);
        assertFound(tasks.findByTitleContainingIgnoreCase("c"), 5);
        assertFound(tasks.findByTitleAndOwnerNameAllIgnoreCase("a", "OWNER T1"), 1);
        assertFound(tasks.findByTitleInAndOwnerNameAllIgnoreCase(List.of("a"), "OWNER T3"), 3);
        assertFound(tasks.findByOwnerName("owner t2"), 2);
        assertFound(tasks.findByOwner_Age(33), 3);
    }

    @Test
    void order_andLimits() {
        assertThat(tasks.findByOrderByEffortDesc()).extracting(Task::effort).containsExactly(5, 4, 3, 2, 1);
        assertThat(tasks.findAllByOrderByDoneDescEffortAsc())
                .extracting(Task::effort)
                .containsExactly(4, 5, 1, 2, 3);
        assertThat(tasks.findByDoneFalseOrderByTitleDescEffort())
                .extracting(Task::effort)
                .containsExactly(2, 3, 1);
        assertThat(tasks.findFirst2ByOrderByEffortDesc())
                .extracting(Task::effort)
                .containsExactly(5, 4);
        assertThat(tasks.findTop3ByDoneFalseOrderByEffort())
                .extracting(Task::effort)
                .containsExactly(1, 2, 3);
        assertThat(tasks.findFirstByOrderByEffortDesc().effort()).isEqualTo(5);
        assertThat(tasks.findTopByDoneTrueOrderByEffort()).map(Task::effort).contains(4);
    }

    @Test
    void subjects_andResults() {
        assertFound(tasks.readByTitle("b"), 2, 4);
        assertFound(tasks.getByTitle("b"), 2, 4);
        assertFound(tasks.queryByTitle("b"), 2, 4);
        assertFound(tasks.searchByTitle("b"), 2, 4);
        assertFound(tasks.findDistinctByDone(true), 4, 5);
        assertFound(tasks.findTasksByDone(true), 4, 5);
        assertFound(tasks.findSomeByDone(true), 4, 5);
        assertThat(tasks.findArrayByDone(true)).hasSize(2);
        try (Stream<Task> stream = tasks.streamByDone(true)) {
            assertThat(stream).hasSize(2);
        }
        assertThat(tasks.findOneById("t1").effort()).isEqualTo(1);
        assertThat(tasks.findOneById("x")).isNull();
        assertThat(tasks.findByEffort(9)).isEmpty();
        assertThat(tasks.findTitledByEffort(3)).contains(new Titled("a", 3));
        assertThat(tasks.findTitledByDone(true)).containsExactlyInAnyOrder(new Titled("b", 4), new Titled("C", 5));
        assertThat(tasks.countByDone(true)).isEqualTo(2);
        assertThat(tasks.countByEffortLessThan(3)).isEqualTo(2);
        assertThat(tasks.existsByTitle("C")).isTrue();
        assertThat(tasks.existsByTitle("X")).isFalse();
        assertThat(tasks.titles()).isEqualTo("bCAba");
        assertThat(tasks.deleteByDone(true)).isEqualTo(2);
        tasks.removeByEffort(1);
        assertFound(tasks.findAll(), 2, 3);
    }

    @Test
    void usualOperations() {
        Task saved = tasks.save(new Task("new", "N", 6));
        assertThat(saved.version()).isEqualTo(1);
        assertThat(tasks.findById("new")).contains(saved);
        assertThat(tasks.existsById("new")).isTrue();
        assertThat(tasks.count()).isEqualTo(6);
        assertThat(tasks.saveAll(List.of(new Task("n2", "N", 7)))).hasSize(1);
        assertFound(tasks.findAllById(List.of("n2", "x", "t1")), 7, 1);
        tasks.delete(saved);
        tasks.deleteById("n2");
        tasks.deleteById("never stored");
        tasks.deleteAllById(List.of("t1"));
        tasks.deleteAll(List.of(tasks.findById("t2").orElseThrow()));
        assertFound(tasks.findAll(), 3, 4, 5);
        tasks.deleteAll();
        assertThat(tasks.count()).isZero();
        assertThat(tasks).hasToString(Tasks.class.getName() + " in Storage on memory");
        assertThat(tasks).isEqualTo(tasks).hasSameHashCodeAs(tasks);
    }

    /** The usual operations, with results that the libraries do not declare. */
    interface Counted extends Repository<Task, String> {
        int count();

        Task[] saveAll(Iterable<Task> tasks);

        boolean deleteById(String id);

        int deleteAll();
    }

    @Test
    void usualOperations_haveTheResultsThatTheirMethodsDeclare() {
        Counted counted = storage.repository(Counted.class);
        assertThat(counted.count()).isEqualTo(5);
        assertThat(counted.saveAll(List.of(new Task("n", "N", 6)))).hasSize(1);
        assertThat(counted.deleteById("n")).isTrue();
        assertThat(counted.deleteAll()).isEqualTo(5);
    }
}
