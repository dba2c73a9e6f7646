package io.sepia.internal.backend.contract;

import io.sepia.internal.backend.StorageBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Everything that holds for every backend. A backend's test class extends this one, opens stores, and adds what is its
 * own; it must not override or skip a case.
 */
public abstract class StorageBackendContract
        implements WriteContract,
                WriteConditionContract,
                EffectsContract,
                RestoreContract,
                DeleteContract,
                ReadContract,
                ConditionContract,
                BackendQueryContract,
                IndexContract,
                ClassChangesContract,
                BackendKeyContract,
                BackendTransactionContract,
                SnapshotContract,
                LifecycleContract,
                ConcurrencyContract,
                SharedCommitContract,
                ModelContract,
                ChangeLogContract,
                ForgottenChangesContract,
                EventLogContract,
                GenerationsContract,
                GenerationRulesContract,
                GenerationReadsContract,
                GenerationNumbersContract,
                VersionFloorContract,
                DocumentReferencesContract,
                ReferenceGraphContract {
    private StorageBackend backend;

    /** Opens a new, empty store with default options. The contract closes it. */
    protected abstract StorageBackend open();

    @Override
    public abstract StorageBackend openImpatient();

    @BeforeEach
    final void openStore() {
        backend = open();
    }

    @AfterEach
    final void closeStore() {
        backend.close();
    }

    @Override
    public final StorageBackend backend() {
        return backend;
    }
}
