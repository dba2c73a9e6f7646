package io.sepia.contract;

import io.sepia.StorageBuilder;
import io.sepia.internal.backend.file.FastDirectory;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileContractTest extends StorageContract {
    @TempDir(factory = FastDirectory.class)
    private Path directory;

    private int stores;

    @Override
    StorageBuilder builder() {
        return StorageBuilder.of("filesystem").option("path", directory.resolve("store" + stores++));
    }
}
