package io.sepia.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Storage;
import io.sepia.error.ConfigurationException;
import io.sepia.error.InvalidQueryException;
import jakarta.data.Limit;
import jakarta.data.page.PageRequest;
import jakarta.data.repository.DataRepository;
import jakarta.data.repository.Find;
import jakarta.data.repository.Insert;
import jakarta.data.repository.Param;
import jakarta.data.repository.Query;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.domain.Example;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;
import org.springframework.data.repository.Repository;
import org.springframework.data.util.Streamable;

/** Less usual parameters, results and hierarchies of repositories: each works, or is refused with the repository. */
class MethodShapesTest {
    private Storage storage;

    @BeforeEach
    void open() {
        storage = Storage.open("memory", Map.of());
        storage.saveAll(List.of(new Task("a", "Analytics", 1), new Task("b", "Beta", 2), new Task("c", "Beta", 3)));
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private static void assertFound(Collection<? extends Task> found, String... ids) {
        assertThat(found).extracting(Task::id).containsExactlyInAnyOrder(ids);
    }

    /** The type arguments are in another order than those of the library. */
    interface ByKey<K, X> extends Repository<X, K> {
        Optional<X> findById(K id);

        List<? extends X> findByTitle(String title);

        <S extends X> S save(S object);

        default List<? extends X> betas() {
            return findByTitle("Beta");
        }
    }

    interface Tasks extends ByKey<String, Task> {
        List<Task> findByEffortIn(int... efforts);

        List<Task> findByTitleIn(Iterable<String> titles);

        List<Task> findByEffort(int effort, org.springframework.data.domain.Limit limit);

        List<Task> findByTitleIgnoreCase(String title);

        List<Task> findByTitleStartingWith(String prefix);

        List<Task> findByTitleContaining(String part);

        List<Task> findByEffortBetween(Integer least, Integer most);

        List<Task> findFirst2ByOrderByEffort(org.springframework.data.domain.Limit limit);
    }

    @Test
    void hierarchies_withTypeArgumentsOfTheirOwn_work() {
        Tasks tasks = storage.repository(Tasks.class);

        assertThat(tasks.save(new Task("d", "Delta", 4)).version()).isEqualTo(1);
        assertThat(tasks.findById("d")).isPresent();
        assertFound(tasks.betas(), "b", "c");
    }

    @Test
    void arraysAndIterables_ofValues_work() {
        Tasks tasks = storage.repository(Tasks.class);

        assertFound(tasks.findByEffortIn(1, 3), "a", "c");
        assertFound(tasks.findByEffortIn());
        assertFound(tasks.findByTitleIn(Streamable.of("Beta")), "b", "c");
        assertFound(tasks.findByTitleIn(List.of()));
    }

    @Test
    void limits_ofNothingAndOfNames_hold() {
        Tasks tasks = storage.repository(Tasks.class);

        assertFound(tasks.findByEffort(1, org.springframework.data.domain.Limit.of(0)));
        assertFound(tasks.findByEffort(1, org.springframework.data.domain.Limit.unlimited()), "a");
        assertFound(tasks.findFirst2ByOrderByEffort(org.springframework.data.domain.Limit.of(5)), "a", "b");
    }

    @Test
    void nulls_areAbsentValuesOrRefused() {
        Tasks tasks = storage.repository(Tasks.class);

        assertFound(tasks.findByTitleIgnoreCase(null));
        assertThatThrownBy(() -> tasks.findByTitleStartingWith(null)).isInstanceOf(InvalidQueryException.class);
        assertThatThrownBy(() -> tasks.findByTitleContaining(null)).isInstanceOf(InvalidQueryException.class);
        assertThatThrownBy(() -> tasks.findByTitleIn(null)).isInstanceOf(InvalidQueryException.class);
        assertThatThrownBy(() -> tasks.findByEffortBetween(null, 3)).isInstanceOf(InvalidQueryException.class);
    }

    @Test
    void methods_thatCannotBeHonoured_areRefusedWhenTheRepositoryIsMade() {
        refused(LimitedPage.class, "a limit and a parameter that asks for a page");
        refused(LimitedFind.class, "a limit and a parameter that asks for a page");
        refused(NothingFirst.class, "limited to 0 objects");
        refused(UnusedValue.class, "uses 1 of its 2 values");
        refused(TextOfList.class, "tags needs a collection or an array, or the keyword Containing");
        refused(ListOfLists.class, "tags needs a single value");
        refused(Moment.class, "due is a LocalDate and is compared with a moment");
        refused(NumberOfText.class, "title needs a String, but the parameter is a int");
        refused(InsertedText.class, "takes a String, but this is a repository of Task");
        refused(ListOfOptionals.class, "cannot be made");
        refused(OtherVariable.class, "cannot be made");
        refused(Streamed.class, "cannot be made");
        refused(Scrolled.class, "takes 1 value(s), but it has 2");
        refused(ByExample.class, "takes 0 value(s), but it has 1");
        refused(Later.class, "cannot be made");
        refused(DeletedList.class, "returns List, but can return only long");
    }

    private void refused(Class<?> repository, String... parts) {
        assertThatThrownBy(() -> storage.repository(repository))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("cannot be honoured")
                .hasMessageContainingAll(parts);
    }

    interface LimitedPage extends Repository<Task, String> {
        Page<Task> findFirst3ByOrderByEffort(Pageable page);
    }

    interface LimitedFind extends DataRepository<Task, String> {
        @Find
        jakarta.data.page.Page<Task> find(boolean done, Limit limit, PageRequest page);
    }

    interface NothingFirst extends Repository<Task, String> {
        List<Task> findFirst0ByTitle(String title);
    }

    interface UnusedValue extends DataRepository<Task, String> {
        @Query("title = :title")
        List<Task> text(@Param("title") String title, int effort);
    }

    interface TextOfList extends Repository<Task, String> {
        List<Task> findByTags(String tag);
    }

    interface ListOfLists extends Repository<Task, String> {
        List<Task> findByTagsIn(Collection<String> tags);
    }

    interface Moment extends Repository<Task, String> {
        List<Task> findByDueAfter(Instant moment);
    }

    interface NumberOfText extends DataRepository<Task, String> {
        @Find
        List<Task> find(int title);
    }

    interface InsertedText extends DataRepository<Task, String> {
        @Insert
        void add(String title);
    }

    interface ListOfOptionals extends Repository<Task, String> {
        List<Optional<Task>> findByTitle(String title);
    }

    interface KeyFinder<X, K> extends Repository<X, K> {
        K findByTitle(String title);
    }

    interface OtherVariable extends KeyFinder<Task, String> {}

    interface Streamed extends Repository<Task, String> {
        Streamable<Task> findByTitle(String title);
    }

    interface Scrolled extends Repository<Task, String> {
        Window<Task> findByTitle(String title, ScrollPosition position);
    }

    interface ByExample extends Repository<Task, String> {
        List<Task> findAll(Example<Task> example);
    }

    interface Later extends Repository<Task, String> {
        CompletableFuture<List<Task>> findByTitle(String title);
    }

    interface DeletedList extends Repository<Task, String> {
        List<Task> deleteByTitle(String title);
    }
}
