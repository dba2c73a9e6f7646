package io.sepia.repository;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Storage;
import io.sepia.error.ConfigurationException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.repository.Repository;

/** Methods of Spring Data's repositories that are refused when the repository is made. */
class RefusedMethodTest {
    private Storage storage;

    @BeforeEach
    void open() {
        storage = Storage.open("memory", Map.of());
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void methods_thatCannotBeHonoured_areRefusedWhenTheRepositoryIsMade() {
        refused(Misspelt.class, "findByTitel(String)", "Nearest are title");
        refused(Like.class, "findByTitleLike(String)", "Like is not supported. Use StartingWith or Containing");
        refused(NotLike.class, "NotLike is not supported");
        refused(Ending.class, "EndingWith is not supported");
        refused(Near.class, "Near is not supported");
        refused(Within.class, "Within is not supported");
        refused(Regex.class, "MatchesRegex is not supported");
        refused(TooFew.class, "takes 2 value(s), but it has 1");
        refused(NoCollection.class, "needs a collection or an array");
        refused(WrongType.class, "needs a int, but the parameter is a String");
        refused(NoText.class, "needs a text on both sides");
        refused(NoCase.class, "needs a text on both sides");
        refused(NoCaseOfAll.class, "In has no form that ignores case");
        refused(Unsorted.class, "Nearest are title");
        refused(Counted.class, "returns List, but can return only long");
        refused(Future.class, "cannot be made");
        refused(Unnamed.class, "none of the usual operations");
        refused(SavedAsText.class, "returns String, but can return only Task or nothing");
        refused(DeletedAsNumber.class, "returns long, but can return only Boolean or nothing");
        refused(Limited.class, "Only methods that find objects");
        refused(Unpaged.class, "has no parameter that asks for one");
        assertThatThrownBy(() -> storage.repository(Untyped.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("does not say which class it stores");
        assertThatThrownBy(() -> storage.repository(Task.class))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no interface");
    }

    private void refused(Class<?> repository, String... parts) {
        assertThatThrownBy(() -> storage.repository(repository))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("of repository " + repository.getName() + " cannot be honoured")
                .hasMessageContainingAll(parts);
    }

    interface Misspelt extends Repository<Task, String> {
        List<Task> findByTitel(String title);
    }

    interface Like extends Repository<Task, String> {
        List<Task> findByTitleLike(String pattern);
    }

    interface NotLike extends Repository<Task, String> {
        List<Task> findByTitleNotLike(String pattern);
    }

    interface Ending extends Repository<Task, String> {
        List<Task> findByTitleEndingWith(String suffix);
    }

    interface Near extends Repository<Task, String> {
        List<Task> findByTitleNear(String place);
    }

    interface Within extends Repository<Task, String> {
        List<Task> findByTitleWithin(String place);
    }

    interface Regex extends Repository<Task, String> {
        List<Task> findByTitleMatchesRegex(String regex);
    }

    interface TooFew extends Repository<Task, String> {
        List<Task> findByEffortBetween(int least);
    }

    interface NoCollection extends Repository<Task, String> {
        List<Task> findByEffortIn(int effort);
    }

    interface WrongType extends Repository<Task, String> {
        List<Task> findByEffort(String effort);
    }

    interface NoText extends Repository<Task, String> {
        List<Task> findByEffortStartingWith(String prefix);
    }

    interface NoCase extends Repository<Task, String> {
        List<Task> findByEffortIgnoreCase(int effort);
    }

    interface NoCaseOfAll extends Repository<Task, String> {
        List<Task> findByTitleInIgnoreCase(Collection<String> titles);
    }

    interface Unsorted extends Repository<Task, String> {
        List<Task> findByDoneTrueOrderByTitelDesc();
    }

    interface Counted extends Repository<Task, String> {
        List<Task> countByDone(boolean done);
    }

    interface Future extends Repository<Task, String> {
        java.util.concurrent.CompletableFuture<Task> findByTitle(String title);
    }

    interface Unnamed extends Repository<Task, String> {
        void flush();
    }

    interface SavedAsText extends Repository<Task, String> {
        String save(Task task);
    }

    interface DeletedAsNumber extends Repository<Task, String> {
        long deleteById(String id);
    }

    interface Limited extends Repository<Task, String> {
        long countFirst2ByDone(boolean done);
    }

    interface Unpaged extends Repository<Task, String> {
        org.springframework.data.domain.Page<Task> findByDone(boolean done);
    }

    interface Untyped {
        List<String> findByDone(boolean done);
    }
}
