package io.sepia.internal.engine;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.sepia.internal.backend.StorageBackend;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Retention whose backend fails. A run must not throw, since no further one would follow. */
class FailedRetentionTest {
    private final Deque<Throwable> failures = new ArrayDeque<>();

    private final StorageBackend failing = (StorageBackend) Proxy.newProxyInstance(
            StorageBackend.class.getClassLoader(),
            new Class<?>[] {StorageBackend.class},
            (proxy, method, arguments) -> {
                if (!failures.isEmpty()) {
                    throw failures.remove();
                }
                return 0L;
            });

    private void fail(Runnable run) {
        failures.addAll(List.of(new IllegalStateException("on purpose"), new StackOverflowError("on purpose")));
        assertThatCode(run::run).doesNotThrowAnyException();
        assertThatCode(run::run).doesNotThrowAnyException();
    }

    @Test
    void changeRetention_unexpectedFailure_isLogged() {
        try (ChangeRetention retention = ChangeRetention.manual(failing, Duration.ofHours(1), Clock.systemUTC())) {
            fail(retention::lookAgain);
        }
    }

    @Test
    void generationRetention_unexpectedFailure_isLogged() {
        try (GenerationRetention retention = new GenerationRetention(failing, Clock.systemUTC())) {
            fail(retention::lookAgain);
        }
    }
}
