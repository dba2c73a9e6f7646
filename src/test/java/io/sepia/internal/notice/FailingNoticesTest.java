package io.sepia.internal.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.change.Change;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.memory.InMemoryStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Polls for external changes, of which telling some fails. */
class FailingNoticesTest {
    private final InMemoryStorage memory = InMemoryStorage.open(Map.of());
    private final List<String> found = new ArrayList<>();
    private int failures;

    @BeforeEach
    void keepChanges() {
        memory.keepChanges(true);
    }

    @AfterEach
    void close() {
        memory.close();
    }

    private static void save(BackendTransaction transaction, String... ids) {
        for (String id : ids) {
            transaction.save(List.of(new DocumentWrite(
                    new ObjectKey("note", id), ObjectType.SERIALIZABLE, "{}", null, WriteCondition.NONE)));
        }
    }

    /** Returns changes of which telling one with the id "bad" fails {@link #failures} times. */
    private ExternalChanges changes() {
        Consumer<Change> telling = change -> {
            if (change.key().id().equals("bad") && failures-- > 0) {
                throw new StackOverflowError("on purpose");
            }
            found.add(change.key().id());
        };
        ExternalChanges changes = new ExternalChanges(memory, new LocalChanges(), telling, own -> {}, () -> {});
        changes.begin(() -> {});
        return changes;
    }

    private void saveAndPollThrice(ExternalChanges changes) {
        memory.write(transaction -> {
            save(transaction, "a", "bad", "c");
            return true;
        });
        changes.poll();
        memory.write(transaction -> {
            save(transaction, "d");
            return true;
        });
        changes.poll();
        changes.poll();
    }

    @Test
    void poll_tellingAChangeFailsOnce_tellsEachChangeOnce() {
        failures = 1;
        saveAndPollThrice(changes());
        assertThat(found).containsExactly("a", "bad", "c", "d");
    }

    @Test
    void poll_tellingAChangeAlwaysFails_tellsTheOthersOnce() {
        failures = Integer.MAX_VALUE;
        saveAndPollThrice(changes());
        assertThat(found).containsExactly("a", "c", "d");
    }

    @Test
    void begin_inAWriteTransactionOfTheThread_findsLaterChanges() {
        try (BackendTransaction transaction = memory.begin(Access.READ_WRITE)) {
            ExternalChanges changes = changes();
            save(transaction, "a");
            transaction.commit();
            changes.poll();
        }
        assertThat(found).containsExactly("a");
    }
}
