package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sepia.Storage;
import io.sepia.change.Change;
import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangeKind;
import io.sepia.document.OnDelete;
import io.sepia.error.InvalidKeyException;
import io.sepia.error.ReferencedException;
import io.sepia.model.History;
import io.sepia.model.Stored;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Objects that are deleted permanently. */
interface ForgetContract extends StorageFixture {
    /** A class whose generations and events are kept. */
    @Stored(value = "person", events = true, history = @History, onDelete = OnDelete.REFUSE)
    record Person(String id, String name) {}

    /** A class that refers to it. */
    @Stored("letter")
    record Letter(String id, Person to) {}

    @Test
    default void forget_anObject_leavesNothingOfIt() {
        for (String id : List.of("p", "q")) {
            storage().save(new Person(id, "one"), Map.of("by", "ada"));
            storage().save(new Person(id, "two"));
        }
        assertThat(storage().history(Person.class).forget("p")).isTrue();
        assertThat(storage().history(Person.class).forget("p")).isFalse();

        assertThat(storage().find(Person.class, "p")).isEmpty();
        assertThat(storage().history(Person.class, "p").list()).isEmpty();
        assertThat(storage().history(Person.class, "p").latest()).isEmpty();
        assertThat(storage().history(Person.class, "p").events()).isEmpty();
        assertThat(storage().history(Person.class, "q").count()).isEqualTo(2);
        assertThat(storage().history(Person.class, "q").events()).hasSize(2);
        assertThat(storage().load(Person.class, "q").name()).isEqualTo("two");

        storage().save(new Person("p", "new"));
        assertThat(storage().history(Person.class, "p").list()).hasSize(1);
        assertThat(storage().history(Person.class, "p").events()).hasSize(1);
    }

    @Test
    default void forget_whatWasDeletedBefore_takesItsHistoryToo() {
        storage().save(new Person("p", "one"));
        storage().delete(Person.class, "p");
        assertThat(storage().history(Person.class, "p").list()).hasSize(1);
        assertThat(storage().documents("person").forget(List.of("p", "none", "p")))
                .isZero();
        assertThat(storage().history(Person.class, "p").list()).isEmpty();
        assertThat(storage().history(Person.class, "p").events()).isEmpty();
    }

    @Test
    default void forget_referencedObject_followsTheRuleOfTheClass() {
        Person person = storage().save(new Person("p", "one"));
        storage().save(new Letter("l", person));
        assertThatExceptionOfType(ReferencedException.class)
                .isThrownBy(() -> storage().history(Person.class).forget("p"));
        assertThat(storage().history(Person.class, "p").count()).isEqualTo(1);
        storage().history(Letter.class).forget("l");
        assertThat(storage().whoReferences(Person.class, "p")).isEmpty();
        assertThat(storage().history(Person.class).forget(List.of("p"))).isEqualTo(1);
    }

    @Test
    default void forget_isToldToFollowersOnce() {
        Storage logged = open(builder -> builder.option("changes", "on"));
        logged.save(new Person("p", "one"));
        ChangeCursor cursor = logged.changes().end();
        logged.save(new Person("p", "two"));
        logged.history(Person.class).forget("p");

        List<Change> changes = logged.changes().since(cursor).changes();
        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).kind()).isEqualTo(ChangeKind.DELETED);
        assertThat(changes.get(0).key().id()).isEqualTo("p");
    }

    @Test
    default void forget_insideATransaction_isRefused() {
        storage().save(new Person("p", "one"));
        storage()
                .useTransaction(tx -> assertThatIllegalStateException()
                        .isThrownBy(() -> storage().history(Person.class).forget("p")));
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> storage().documents("person").forget(List.of("")));
        assertThat(storage().exists(Person.class, "p")).isTrue();
    }
}
