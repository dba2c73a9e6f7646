package io.sepia.internal.backend.jpa;

import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.contract.StorageBackendContract;

class H2BackendTest extends StorageBackendContract {
    @Override
    protected StorageBackend open() {
        return H2.open("");
    }

    @Override
    public StorageBackend openImpatient() {
        return H2.open(";LOCK_TIMEOUT=300");
    }
}
