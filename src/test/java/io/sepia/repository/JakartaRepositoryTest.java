package io.sepia.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Storage;
import io.sepia.error.ConfigurationException;
import io.sepia.error.InvalidQueryException;
import io.sepia.model.Stored;
import jakarta.data.Limit;
import jakarta.data.Order;
import jakarta.data.Sort;
import jakarta.data.exceptions.EmptyResultException;
import jakarta.data.exceptions.EntityExistsException;
import jakarta.data.exceptions.NonUniqueResultException;
import jakarta.data.exceptions.OptimisticLockingFailureException;
import jakarta.data.page.CursoredPage;
import jakarta.data.page.Page;
import jakarta.data.page.PageRequest;
import jakarta.data.repository.By;
import jakarta.data.repository.CrudRepository;
import jakarta.data.repository.DataRepository;
import jakarta.data.repository.Delete;
import jakarta.data.repository.Find;
import jakarta.data.repository.Insert;
import jakarta.data.repository.OrderBy;
import jakarta.data.repository.Param;
import jakarta.data.repository.Query;
import jakarta.data.repository.Repository;
import jakarta.data.repository.Save;
import jakarta.data.repository.Update;
import jakarta.data.spi.EntityDefining;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every annotation and type of Jakarta Data 1.0: supported, or refused when the repository is made. */
class JakartaRepositoryTest {
    private Storage storage;
    private Tasks tasks;

    @Repository
    interface Tasks extends CrudRepository<Task, String> {
        @Find
        @OrderBy("effort")
        List<Task> withTitle(String title);

        @Find
        @OrderBy(value = "title", descending = true)
        @OrderBy("effort")
        Stream<Task> ofAge(@By("owner.age") int age, @By("done") boolean finished);

        @Find
        Task exactly(@By(By.ID) String id);

        @Find
        Optional<Task> maybe(String title, int effort);

        @Find
        Task one(String title);

        @Find
        Task[] array(boolean done, Order<Task> order, Limit limit);

        @Find
        List<Task> sorted(boolean done, Sort<?>... sorts);

        @Find
        Page<Task> paged(boolean done, PageRequest page, Order<Task> order);

        @Find
        @OrderBy("title")
        @OrderBy(value = "effort", descending = true)
        CursoredPage<Task> cursored(PageRequest page);

        @Query("where title = :title and effort > ?2 order by effort desc")
        List<Task> text(@Param("title") String name, int least);

        @Query("effort in (:efforts) and (note = 'it''s :title' or title = :title)")
        List<Task> quoted(@Param("efforts") Collection<Integer> efforts, @Param("title") String title);

        @Query("done = ?1")
        long finished(boolean done);

        @Query("level = :level")
        boolean any(@Param("level") Task.Level level);

        @Delete
        long withoutTitle(String title);

        List<Task> findByTitleOrderByEffortDesc(String title);

        boolean existsByTitle(String title);
    }

    @Repository
    interface Verbs {
        @Insert
        Task add(Task task);

        @Insert
        List<Task> add(List<Task> tasks);

        @Update
        Task change(Task task);

        @Save
        Task[] put(Task... tasks);

        @Delete
        void drop(Task task);

        @Delete
        void drop(List<Task> tasks);

        @Delete
        void clear();
    }

    @BeforeEach
    void open() {
        storage = Storage.open("memory", Map.of());
        tasks = storage.repository(Tasks.class);
        for (int i = 1; i <= 7; i++) {
            storage.save(new Task("t" + i, "title " + i % 2, i));
        }
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void find_byParametersAndNames() {
        assertThat(tasks.withTitle("title 1")).extracting(Task::effort).containsExactly(1, 3, 5, 7);
        assertThat(tasks.ofAge(35, true)).extracting(Task::effort).containsExactly(5);
        assertThat(tasks.exactly("t3").effort()).isEqualTo(3);
        assertThat(tasks.maybe("title 1", 3)).isPresent();
        assertThat(tasks.maybe("title 1", 4)).isEmpty();
        assertThat(tasks.findByTitleOrderByEffortDesc("title 0"))
                .extracting(Task::effort)
                .containsExactly(6, 4, 2);
        assertThat(tasks.existsByTitle("title 2")).isFalse();
        assertThatThrownBy(() -> tasks.one("none")).isInstanceOf(EmptyResultException.class);
        assertThatThrownBy(() -> tasks.one("title 1")).isInstanceOf(NonUniqueResultException.class);
    }

    @Test
    void special_parametersSortAndLimit() {
        assertThat(tasks.array(true, Order.by(Sort.desc("effort")), Limit.range(2, 3)))
                .extracting(Task::effort)
                .containsExactly(6, 5);
        assertThat(tasks.sorted(false, Sort.asc("title"), Sort.desc("effort")))
                .extracting(Task::effort)
                .containsExactly(2, 3, 1);
        assertThatThrownBy(() -> tasks.sorted(false, Sort.ascIgnoreCase("title")))
                .isInstanceOf(InvalidQueryException.class)
                .hasMessageContaining("without regard to case");
    }

    @Test
    void pages_haveNumbersAndTotals() {
        Page<Task> first = tasks.paged(true, PageRequest.ofSize(3), Order.by(Sort.asc("effort")));
        assertThat(first.content()).extracting(Task::effort).containsExactly(4, 5, 6);
        assertThat(first.totalElements()).isEqualTo(4);
        assertThat(first.hasNext()).isTrue();
        Page<Task> second = tasks.paged(true, first.nextPageRequest(), Order.by(Sort.asc("effort")));
        assertThat(second.content()).extracting(Task::effort).containsExactly(7);
        assertThat(second.hasNext()).isFalse();
        assertThat(tasks.paged(true, PageRequest.ofSize(3).withoutTotal(), Order.by())
                        .hasTotals())
                .isFalse();
        assertThat(tasks.findAll(PageRequest.ofPage(2).size(5), Order.by(Sort.asc("effort"))))
                .extracting(Task::effort)
                .containsExactly(6, 7);
    }

    @Test
    void cursors_goForwardsAndBackwards() {
        List<Integer> forwards = new ArrayList<>();
        CursoredPage<Task> page = tasks.cursored(PageRequest.ofSize(3));
        assertThat(page.hasPrevious()).isFalse();
        assertThat(page.totalElements()).isEqualTo(7);
        page.forEach(each -> forwards.add(each.effort()));
        while (page.hasNext()) {
            page = tasks.cursored(page.nextPageRequest());
            page.forEach(each -> forwards.add(each.effort()));
        }
        assertThat(forwards).containsExactly(6, 4, 2, 7, 5, 3, 1);
        page = tasks.cursored(page.previousPageRequest());
        assertThat(page.content()).extracting(Task::effort).containsExactly(7, 5, 3);
        page = tasks.cursored(page.previousPageRequest());
        assertThat(page.content()).extracting(Task::effort).containsExactly(6, 4, 2);
        assertThat(page.hasPrevious()).isFalse();
        assertThat(page.hasNext()).isTrue();
        CursoredPage<Task> after = tasks.cursored(PageRequest.ofSize(2).afterCursor(page.cursor(1)));
        assertThat(after.content()).extracting(Task::effort).containsExactly(2, 7);
    }

    @Test
    void query_inText() {
        assertThat(tasks.text("title 1", 1)).extracting(Task::effort).containsExactly(7, 5, 3);
        assertThat(tasks.text("x' or title = 'title 1", 0)).isEmpty();
        assertThat(tasks.quoted(List.of(1, 2, 3), "title 0"))
                .extracting(Task::effort)
                .containsExactly(2);
        assertThat(tasks.finished(true)).isEqualTo(4);
        assertThat(tasks.any(Task.Level.HIGH)).isTrue();
    }

    @Test
    void inheritedOperations() {
        Task task = tasks.insert(new Task("new", "N", 8));
        assertThatThrownBy(() -> tasks.insert(new Task("new", "N", 8))).isInstanceOf(EntityExistsException.class);
        Task changed = tasks.update(task);
        assertThatThrownBy(() -> tasks.update(new Task("missing", "N", 8)))
                .isInstanceOf(OptimisticLockingFailureException.class);
        assertThat(tasks.findById("new")).contains(changed);
        assertThat(tasks.findAll()).hasSize(8);
        tasks.delete(changed);
        assertThatThrownBy(() -> tasks.delete(changed)).isInstanceOf(OptimisticLockingFailureException.class);
        tasks.deleteById("t1");
        tasks.deleteById("never");
        tasks.deleteAll(List.of(tasks.exactly("t2")));
        assertThat(tasks.saveAll(List.of(new Task("n2", "N", 9)))).hasSize(1);
        assertThat(tasks.withoutTitle("title 1")).isEqualTo(3);
        assertThat(tasks.findAll()).extracting(Task::effort).containsExactlyInAnyOrder(4, 6, 9);
    }

    @Test
    void verbs_withoutAnInterfaceAbove() {
        Verbs verbs = storage.repository(Verbs.class);
        Task task = verbs.add(new Task("v", "V", 8));
        verbs.add(List.of(new Task("w", "W", 9)));
        Task changed = verbs.change(task);
        assertThat(changed.version()).isEqualTo(2);
        assertThat(verbs.put(changed)).hasSize(1);
        verbs.drop(storage.load(Task.class, "v"));
        verbs.drop(List.of(storage.load(Task.class, "w")));
        assertThat(storage.count(Task.class)).isEqualTo(7);
        verbs.clear();
        assertThat(storage.count(Task.class)).isZero();
    }

    @Test
    void stored_definesAnEntityOfAnotherKind() {
        assertThat(Stored.class.isAnnotationPresent(EntityDefining.class)).isTrue();
    }

    @Test
    void methods_thatCannotBeHonoured_areRefusedWhenTheRepositoryIsMade() {
        refused(Statement.class, "is a statement");
        refused(Unknown.class, "Its @Query has the parameter :other");
        refused(Numbered.class, "Its @Query has the parameter ?99999999999");
        refused(Syntax.class, "text(String)");
        refused(Misspelt.class, "Nearest are title");
        refused(Ordered.class, "@OrderBy(\"title\") cannot ignore case");
        refused(Misplaced.class, "@OrderBy has a meaning with @Find only");
        refused(Listed.class, "asks for a page, but returns none");
        refused(Two.class, "It takes one object");
        assertThatThrownBy(() -> storage.repository(Elsewhere.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("for the provider 'Hibernate'");
        assertThatThrownBy(() -> storage.repository(Named.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("data store 'other'");
    }

    private void refused(Class<?> repository, String... parts) {
        assertThatThrownBy(() -> storage.repository(repository))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("of repository " + repository.getName() + " cannot be honoured")
                .hasMessageContainingAll(parts);
    }

    interface Statement extends DataRepository<Task, String> {
        @Query("select t from Task t")
        List<Task> text();
    }

    interface Numbered extends DataRepository<Task, String> {
        @Query("effort > ?99999999999")
        List<Task> far(int least);
    }

    interface Unknown extends DataRepository<Task, String> {
        @Query("title = :other")
        List<Task> text(@Param("title") String title);
    }

    interface Syntax extends DataRepository<Task, String> {
        @Query("title == :title")
        List<Task> text(@Param("title") String title);
    }

    interface Misspelt extends DataRepository<Task, String> {
        @Find
        List<Task> find(String titel);
    }

    interface Ordered extends DataRepository<Task, String> {
        @Find
        @OrderBy(value = "title", ignoreCase = true)
        List<Task> find(boolean done);
    }

    interface Misplaced extends DataRepository<Task, String> {
        @OrderBy("title")
        List<Task> findByDone(boolean done);
    }

    interface Listed extends DataRepository<Task, String> {
        @Find
        List<Task> find(boolean done, PageRequest page);
    }

    interface Two extends DataRepository<Task, String> {
        @Insert
        void insert(Task one, Task two);
    }

    @Repository(provider = "Hibernate")
    interface Elsewhere extends DataRepository<Task, String> {}

    @Repository(dataStore = "other")
    interface Named extends DataRepository<Task, String> {}
}
