package io.sepia.contract;

import io.sepia.StorageBuilder;

class MemoryContractTest extends StorageContract {
    @Override
    StorageBuilder builder() {
        return StorageBuilder.of("memory");
    }
}
