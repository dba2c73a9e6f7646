package io.sepia.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Storage;
import io.sepia.error.InvalidQueryException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.Sort;
import org.springframework.data.repository.ListCrudRepository;
import org.springframework.data.repository.ListPagingAndSortingRepository;

/** Pages, slices, orders and limits of Spring Data. */
class PagedRepositoryTest {
    private Storage storage;
    private Tasks tasks;

    interface Tasks extends ListCrudRepository<Task, String>, ListPagingAndSortingRepository<Task, String> {
        Page<Task> findByDone(boolean done, Pageable pageable);

        Slice<Task> findSliceByDone(boolean done, Pageable pageable);

        List<Task> findListByDone(boolean done, Pageable pageable);

        List<Task> findByEffortLessThan(int effort, Sort sort);

        List<Task> findByEffortLessThanOrderByDone(int effort, Sort sort, Limit limit);
    }

    @BeforeEach
    void open() {
        storage = Storage.open("memory", Map.of());
        tasks = storage.repository(Tasks.class);
        for (int i = 1; i <= 9; i++) {
            storage.save(new Task("t" + i, "title " + i % 2, i));
        }
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void page_knowsTheTotal() {
        Page<Task> first =
                tasks.findByDone(true, PageRequest.of(0, 4, Sort.by("effort").descending()));
        assertThat(first.getContent()).extracting(Task::effort).containsExactly(9, 8, 7, 6);
        assertThat(first.getTotalElements()).isEqualTo(6);
        assertThat(first.hasNext()).isTrue();
        Page<Task> second = tasks.findByDone(true, first.nextPageable());
        assertThat(second.getContent()).extracting(Task::effort).containsExactly(5, 4);
        assertThat(second.getTotalElements()).isEqualTo(6);
        assertThat(second.hasNext()).isFalse();
        assertThat(tasks.findByDone(true, PageRequest.of(7, 4)).getTotalElements())
                .isEqualTo(6);
        assertThat(tasks.findByDone(true, Pageable.unpaged(Sort.by("effort"))).getContent())
                .hasSize(6);
    }

    @Test
    void slice_knowsWhetherThereIsMore() {
        Slice<Task> first = tasks.findSliceByDone(true, PageRequest.of(0, 4, Sort.by("effort")));
        assertThat(first.getContent()).extracting(Task::effort).containsExactly(4, 5, 6, 7);
        assertThat(first.hasNext()).isTrue();
        Slice<Task> second = tasks.findSliceByDone(true, first.nextPageable());
        assertThat(second.getContent()).extracting(Task::effort).containsExactly(8, 9);
        assertThat(second.hasNext()).isFalse();
    }

    @Test
    void list_ofAPage() {
        assertThat(tasks.findListByDone(true, PageRequest.of(1, 4, Sort.by("effort"))))
                .extracting(Task::effort)
                .containsExactly(8, 9);
    }

    @Test
    void sort_byPropertiesAtAnyDepth() {
        assertThat(tasks.findByEffortLessThan(
                        4, Sort.by("title").and(Sort.by("owner.age").descending())))
                .extracting(Task::effort)
                .containsExactly(2, 3, 1);
        assertThat(tasks.findByEffortLessThanOrderByDone(6, Sort.by("effort").descending(), Limit.of(4)))
                .extracting(Task::effort)
                .containsExactly(3, 2, 1, 5);
        assertThat(tasks.findAll(Sort.by(Sort.Order.asc("note").nullsLast())))
                .extracting(Task::effort)
                .endsWith(5);
        assertThat(tasks.findAll(PageRequest.of(0, 2))).hasSize(2);
    }

    @Test
    void sort_byAnUnknownPropertyOrWithoutCase_isRefused() {
        assertThatThrownBy(() -> tasks.findAll(Sort.by("effrot")))
                .isInstanceOf(InvalidQueryException.class)
                .hasMessageContaining("Nearest are effort");
        assertThatThrownBy(() -> tasks.findAll(Sort.by(Sort.Order.asc("title").ignoreCase())))
                .isInstanceOf(InvalidQueryException.class)
                .hasMessageContaining("without regard to case");
    }
}
