package io.sepia.internal.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.error.StorageBusyException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.snapshot.GenerationHistory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a transaction sees of generations that another store changes concurrently. */
class GenerationSourceTest {
    private static final ObjectKey ADA = new ObjectKey("Person", "ada");

    @TempDir(factory = FastDirectory.class)
    private Path root;

    private Runnable change = () -> {};

    private StorageBackend open() {
        return FileStorage.open(Map.of("path", root));
    }

    private static void save(StorageBackend backend, int number) {
        try (BackendTransaction transaction = backend.begin(Access.READ_WRITE)) {
            transaction.generations().rule("Person", HistoryRule.ALL);
            transaction.save(List.of(new DocumentWrite(
                    ADA, ObjectType.SERIALIZABLE, "{\"number\":" + number + "}", null, WriteCondition.NONE)));
            transaction.commit();
        }
    }

    @Test
    void count_anotherStoreHasSavedSinceTheTransactionBegan_isRefused() {
        try (StorageBackend one = open();
                StorageBackend other = open()) {
            save(one, 1);
            try (BackendTransaction reading = other.begin(Access.READ_ONLY)) {
                save(one, 2);
                save(one, 3);
                assertThatExceptionOfType(StorageBusyException.class)
                        .isThrownBy(() -> reading.generations().count(ADA));
            }
            long count = other.read(reading -> reading.generations().count(ADA));
            assertThat(count).isEqualTo(3);
        }
    }

    @Test
    void count_readBeforeAnotherStoreSaves_staysTheSame() {
        try (StorageBackend one = open();
                StorageBackend other = open()) {
            save(one, 1);
            try (BackendTransaction reading = other.begin(Access.READ_ONLY)) {
                assertThat(reading.generations().count(ADA)).isEqualTo(1);
                save(one, 2);
                assertThat(reading.generations().count(ADA)).isEqualTo(1);
            }
            long count = other.read(reading -> reading.generations().count(ADA));
            assertThat(count).isEqualTo(2);
        }
    }

    @Test
    void of_changedWhileItIsRead_keepsNothingOfTheStateBefore() {
        try (StorageBackend one = open()) {
            save(one, 1);
            GenerationSource source = new GenerationSource(new GenerationFiles(root), this, () -> change.run());
            GenerationHistory.Source before = source.now();
            change = () -> {
                change = () -> {};
                save(one, 2);
                source.change(ADA);
            };

            assertThatExceptionOfType(StorageBusyException.class).isThrownBy(() -> before.of(ADA));
            assertThat(source.now().of(ADA).highest()).isEqualTo(1);
            assertThatExceptionOfType(StorageBusyException.class).isThrownBy(() -> before.of(ADA));
        }
    }

    @Test
    void of_sourceOfAnEarlierJournal_readsNothingMore() {
        try (StorageBackend one = open()) {
            save(one, 1);
            save(one, 2);
            GenerationSource source = new GenerationSource(new GenerationFiles(root), this, () -> change.run());
            GenerationHistory.Source before = source.now();
            source.retire();

            assertThatExceptionOfType(StorageBusyException.class).isThrownBy(() -> before.of(ADA));
        }
    }
}
