package io.sepia.internal.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.change.ChangeNotice;
import io.sepia.change.Subscription;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.memory.InMemoryStorage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ChangeNoticesTest {
    private static void save(StorageBackend backend, String id) {
        backend.write(transaction -> transaction.save(List.of(new DocumentWrite(
                new ObjectKey("note", id), ObjectType.SERIALIZABLE, "{}", null, WriteCondition.NONE))));
    }

    /** Returns {@code backend}, except that {@code work} runs once before the next transaction that writes. */
    private static StorageBackend pausing(StorageBackend backend, AtomicReference<Runnable> work) {
        return (StorageBackend) Proxy.newProxyInstance(
                StorageBackend.class.getClassLoader(),
                new Class<?>[] {StorageBackend.class},
                (proxy, method, given) -> {
                    if (method.getName().equals("begin") && given[0] == Access.READ_WRITE) {
                        work.getAndSet(() -> {}).run();
                    }
                    try {
                        return method.invoke(backend, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void subscribe_onlyListenerEndsBeforeTheOtherBegins_tellsNoChangeBetween() throws Exception {
        AtomicReference<Runnable> pause = new AtomicReference<>(() -> {});
        BlockingQueue<ChangeNotice> told = new LinkedBlockingQueue<>();
        try (InMemoryStorage memory = InMemoryStorage.open(Map.of());
                ChangeNotices notices = new ChangeNotices(pausing(memory, pause))) {
            memory.keepChanges(true);
            Subscription only = notices.subscribe("task", notice -> {});
            pause.set(() -> {
                only.close();
                // No listener is there, so it is not recorded as a change of this store.
                save(memory, "between");
            });

            assertThat(notices.subscribe(null, told::add)).isNotNull();
            save(memory, "external");

            ChangeNotice first = told.poll(10, TimeUnit.SECONDS);
            assertThat(first).isNotNull();
            assertThat(first.key().id()).isEqualTo("external");
        }
    }
}
