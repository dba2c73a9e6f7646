package io.sepia.internal.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.ExternalCommits;
import io.sepia.internal.backend.Outcome;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.TransactionLedger;
import io.sepia.internal.backend.memory.InMemoryStorage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What transactions know of the classes with events between the commit of another one and its report. */
class EventClassesTest {
    private final InMemoryStorage memory = InMemoryStorage.open(Map.of());
    private final ExternalCommits commits = () -> new ExternalCommits.Sighting(0, 0);
    private final Observers observers = new Observers(
            (StorageBackend) Proxy.newProxyInstance(
                    StorageBackend.class.getClassLoader(), new Class<?>[] {StorageBackend.class}, this::invoke),
            Set.of());

    private Object invoke(Object proxy, java.lang.reflect.Method method, Object[] given) throws Throwable {
        if (method.getName().equals("capability")) {
            return Optional.of(commits).filter(((Class<?>) given[0])::isInstance);
        }
        try {
            return method.invoke(memory, given);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @AfterEach
    void close() {
        observers.close();
        memory.close();
    }

    /** A transaction whose end is reported on request. */
    private final class Writing {
        final TransactionLedger ledger = new TransactionLedger();
        final BackendTransaction transaction = memory.begin(Access.READ_WRITE);
        final Observation observation = observers.observe(transaction, ledger);

        boolean hasEvents() {
            return observation.wantsDetails("note");
        }

        void restore() {
            transaction.events().keep("note", true);
            observation.enter(Effects.restored(List.of()));
        }

        void commit() {
            observation.beforeCommit();
            transaction.commit();
            transaction.close();
        }

        void report() {
            ledger.end(Outcome.COMMITTED, null);
        }
    }

    @Test
    void wantsDetails_classWasRestoredByACommitThatIsNotReportedYet_isTrue() {
        Writing before = new Writing();
        assertThat(before.hasEvents()).isFalse();
        before.commit();
        before.report();
        Writing restoring = new Writing();
        restoring.restore();
        restoring.commit();

        Writing next = new Writing();
        assertThat(next.hasEvents()).isTrue();
        next.commit();
        next.report();
        restoring.report();
    }

    @Test
    void wantsDetails_anEarlierCommitIsReportedAfterTheRestore_isTrue() {
        Writing before = new Writing();
        assertThat(before.hasEvents()).isFalse();
        before.commit();
        Writing restoring = new Writing();
        restoring.restore();
        restoring.commit();
        restoring.report();
        before.report();

        Writing next = new Writing();
        assertThat(next.hasEvents()).isTrue();
        next.commit();
    }
}
