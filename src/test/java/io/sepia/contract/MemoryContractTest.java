package io.sepia.contract;

import io.sepia.Storage;
import io.sepia.StorageBuilder;

class MemoryContractTest extends StorageContract {
    @Override
    StorageBuilder builder() {
        return Storage.builder("memory");
    }
}
