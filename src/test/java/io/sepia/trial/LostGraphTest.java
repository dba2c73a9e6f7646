package io.sepia.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Storage;
import io.sepia.WrappedStore;
import io.sepia.error.StorageBusyException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.file.FastDirectory;
import io.sepia.internal.backend.jpa.PersistenceUnit;
import io.sepia.trial.Subject.Person;
import io.sepia.trial.Subject.Team;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * On H2, a transaction that writes sees what others commit after its query and before it loads the objects to which the
 * results refer.
 */
class LostGraphTest {
    private final AtomicReference<Runnable> beforeTeams = new AtomicReference<>(() -> {});

    @TempDir(factory = FastDirectory.class)
    Path directory;

    private StorageBackend wrapped(StorageBackend backend) {
        return (StorageBackend) Proxy.newProxyInstance(
                StorageBackend.class.getClassLoader(),
                new Class<?>[] {StorageBackend.class},
                (proxy, method, given) -> {
                    Object result = invoke(backend, method, given);
                    return method.getName().equals("begin") && given[0] == Access.READ_WRITE
                            ? wrapped((BackendTransaction) result)
                            : result;
                });
    }

    private BackendTransaction wrapped(BackendTransaction transaction) {
        return (BackendTransaction) Proxy.newProxyInstance(
                BackendTransaction.class.getClassLoader(),
                new Class<?>[] {BackendTransaction.class},
                (proxy, method, given) -> {
                    if (method.getName().equals("load") && given[0].equals("team")) {
                        beforeTeams.getAndSet(() -> {}).run();
                    }
                    return invoke(transaction, method, given);
                });
    }

    private static @Nullable Object invoke(Object target, Method method, Object @Nullable [] given) throws Throwable {
        try {
            return method.invoke(target, given);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static void save(Place place) {
        Team team = new Team();
        team.id = "t";
        Person person = new Person();
        person.id = "p";
        person.team = team;
        place.stores.get(1).save(person);
    }

    private void clearInBetween(Place place) {
        beforeTeams.set(() -> place.stores.get(1).clear());
    }

    @Test
    void query_resultClearedWithItsTarget_isBusyAndCanBeRunAgain() {
        try (Place place = new Place(Place.Kind.H2_UNIT, directory, Faults.NONE, this::wrapped)) {
            save(place);
            clearInBetween(place);
            assertThatExceptionOfType(StorageBusyException.class)
                    .isThrownBy(() -> place.stores
                            .get(0)
                            .useTransaction(tx -> tx.query(Person.class).list()))
                    .withMessageContaining("person 'p' was changed or deleted");

            save(place);
            clearInBetween(place);
            List<Person> found = place.stores
                    .get(0)
                    .transactions()
                    .retryFor(Duration.ofSeconds(10))
                    .in(tx -> tx.query(Person.class).list());
            assertThat(found).isEmpty();
        }
    }

    @Test
    void query_missingReferencesAreNull_isBusyIfTheHolderWasClearedToo() {
        try (Place place = new Place(Place.Kind.H2_UNIT, directory, Faults.NONE, this::wrapped);
                Storage lenient = WrappedStore.open(
                        PersistenceUnit.options(place.factory(0)),
                        given -> wrapped(PersistenceUnit.store(place.factory(0), given, false)),
                        false,
                        Map.of("missing_references", "null"))) {
            save(place);
            clearInBetween(place);
            assertThatExceptionOfType(StorageBusyException.class)
                    .isThrownBy(() ->
                            lenient.useTransaction(tx -> tx.query(Person.class).list()))
                    .withMessageContaining("person 'p' was changed or deleted");
        }
    }
}
