package io.sepia.contract;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * The contract of a store for applications, the same for every backend. The test class of a backend extends this class
 * and opens stores; it must not override or skip a case.
 */
abstract class StorageContract
        implements IdentityContract,
                KeyContract,
                VerbContract,
                VersionContract,
                StoredAgainContract,
                TransactionContract,
                StreamContract,
                UnreadableContract,
                ClosingContract,
                AtomicityContract,
                FailedOperationContract,
                FieldFormContract,
                RetryContract,
                DeadlineContract,
                StatsContract,
                FreshnessContract,
                OutcomeContract,
                ReferenceContract,
                ReferrerContract,
                OnDeleteContract,
                RecordContract,
                CycleContract,
                ValueContract,
                AnnotationContract,
                EmbeddedCycleContract,
                SecrecyContract,
                NullContract,
                MismatchContract,
                UnknownMemberContract,
                MigrationContract,
                AliasContract,
                ChangedClassContract,
                OpenMarkContract,
                ReadBackContract,
                EscapeContract,
                PolymorphismContract,
                DocumentContract,
                QueryContract,
                QueryRefusalContract,
                QueryResultContract,
                ComparisonContract,
                PagingContract,
                WordSearchContract,
                VectorSearchContract,
                RandomVectorContract,
                SubclassQueryContract,
                KnownSubclassesContract,
                RandomComparisonContract,
                RandomWordSearchContract,
                IndexedContract,
                SettingsContract,
                ChangeContract,
                EventContract,
                HistoryContract,
                HistoryRuleContract,
                MutationContract,
                ConcurrentDeletionContract,
                ForgetContract,
                ListenerContract,
                LiveResultContract,
                TransferContract,
                TransferRulesContract,
                VerifyContract,
                BackupContract,
                GarbageContract,
                GarbageRootsContract,
                BusyGarbageContract,
                GarbageTrialContract {
    private final Deque<Storage> opened = new ArrayDeque<>();
    private Storage storage;

    /** A builder for a new, empty store with default options. */
    abstract StorageBuilder builder();

    @BeforeEach
    final void openStore() {
        storage = open(builder -> builder);
    }

    @AfterEach
    final void closeStores() {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    @Override
    public final Storage storage() {
        return storage;
    }

    @Override
    public final Storage open(UnaryOperator<StorageBuilder> settings) {
        Storage other = settings.apply(builder()).open();
        opened.push(other);
        return other;
    }
}
