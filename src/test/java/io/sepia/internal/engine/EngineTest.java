package io.sepia.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendStats;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.Capability;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.ForwardingTransaction;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.memory.InMemoryStorage;
import io.sepia.internal.codec.CodecSettings;
import io.sepia.internal.graph.GraphLimits;
import io.sepia.internal.graph.MissingReferences;
import io.sepia.internal.unknown.UnknownMembers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EngineTest {
    /** A backend whose transactions fail when they are closed. */
    private record FailingClose(StorageBackend delegate, Throwable failure) implements StorageBackend {
        @Override
        public String name() {
            return "failing";
        }

        @Override
        public BackendTransaction begin(Access access) {
            BackendTransaction transaction = delegate.begin(access);
            return new ForwardingTransaction() {
                @Override
                protected BackendTransaction delegate() {
                    return transaction;
                }

                @Override
                public void close() {
                    super.close();
                    if (failure instanceof Error error) {
                        throw error;
                    }
                    throw (RuntimeException) failure;
                }
            };
        }

        @Override
        public <C extends Capability> Optional<C> capability(Class<C> type) {
            return Optional.empty();
        }

        @Override
        public void keepChanges(boolean keep) {
            delegate.keepChanges(keep);
        }

        @Override
        public BackendStats stats() {
            return delegate.stats();
        }

        @Override
        public void close() {
            delegate.close();
        }
    }

    @Test
    void run_closingFailsAfterTheCommit_returnsTheResult() {
        run_closingFailsAfterTheCommit_returnsTheResult(Work.WRITE_TRANSACTION, new StorageFailureException("closing"));
    }

    @Test
    void run_closingEndsAtAnErrorAfterTheCommit_returnsTheResult() {
        run_closingFailsAfterTheCommit_returnsTheResult(Work.WRITE_TRANSACTION, new StackOverflowError("closing"));
    }

    @Test
    void run_closingFailsAfterTheCommitOfAnEncodedVerb_returnsTheResult() {
        run_closingFailsAfterTheCommit_returnsTheResult(Work.ENCODED, new StorageFailureException("closing"));
    }

    private static void run_closingFailsAfterTheCommit_returnsTheResult(Work how, Throwable failure) {
        StorageBackend memory = InMemoryStorage.open(Map.of());
        ObjectKey key = new ObjectKey("note", "a");
        try (Engine engine = new Engine(
                new FailingClose(memory, failure),
                Optional.empty(),
                new CodecSettings(null, List.of(), false),
                new GraphLimits(10, 10, MissingReferences.FAIL),
                new RetrySettings(Duration.ZERO, Duration.ZERO),
                UnknownMembers.REFUSE,
                Duration.ZERO,
                Optional.empty(),
                () -> null)) {
            String result = engine.run(how, unit -> {
                unit.backend()
                        .save(List.of(
                                new DocumentWrite(key, ObjectType.SERIALIZABLE, "{}", null, WriteCondition.NONE)));
                return "done";
            });

            assertThat(result).isEqualTo("done");
            assertThat(memory.<Boolean>read(tx -> tx.exists(key))).isTrue();
        }
    }
}
