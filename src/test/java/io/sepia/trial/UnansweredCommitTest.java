package io.sepia.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Storage;
import io.sepia.change.Subscription;
import io.sepia.error.OutcomeUnknownException;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.file.FastDirectory;
import io.sepia.trial.Subject.Team;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A save of an object that its store has not seen yet first tries to store it as a new one. If it is stored already,
 * that changes nothing, so no listener is notified.
 */
class UnansweredCommitTest {
    private final AtomicBoolean unanswered = new AtomicBoolean();

    @TempDir(factory = FastDirectory.class)
    Path directory;

    /** Returns {@code backend}, except that the next shared commit, which takes place, has no answer if asked for. */
    private StorageBackend wrapped(StorageBackend backend) {
        return (StorageBackend) Proxy.newProxyInstance(
                StorageBackend.class.getClassLoader(),
                new Class<?>[] {StorageBackend.class},
                (proxy, method, given) -> {
                    Object result;
                    try {
                        result = method.invoke(backend, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (method.getName().equals("write") && unanswered.getAndSet(false)) {
                        throw new OutcomeUnknownException("on purpose", null);
                    }
                    return result;
                });
    }

    private static void save(Storage storage, String id) {
        Team team = new Team();
        team.id = id;
        storage.save(team);
    }

    private static List<String> until(String last, BlockingQueue<String> notices) throws InterruptedException {
        List<String> told = new ArrayList<>();
        while (!told.contains(last)) {
            String next = notices.poll(10, TimeUnit.SECONDS);
            assertThat(next).as("after %s", told).isNotNull();
            told.add(next);
        }
        return told;
    }

    @Test
    void save_ofAStoredObjectOnH2_withoutAnswer_isNotifiedOnlyIfItTookPlace() throws Exception {
        BlockingQueue<String> notices = new LinkedBlockingQueue<>();
        try (Place place = new Place(Place.Kind.H2_UNIT, directory, Faults.NONE, this::wrapped);
                Subscription subscription = place.stores
                        .get(1)
                        .changes()
                        .onChange(each -> notices.add(each.key().id() + " " + each.kind()))) {
            assertThat(subscription).isNotNull();
            save(place.stores.get(1), "t");
            assertThat(until("t CREATED", notices)).containsExactly("t CREATED");

            unanswered.set(true);
            assertThatExceptionOfType(OutcomeUnknownException.class).isThrownBy(() -> save(place.stores.get(0), "t"));
            save(place.stores.get(0), "later");

            assertThat(until("later CREATED", notices)).containsExactly("later CREATED");
        }
    }
}
