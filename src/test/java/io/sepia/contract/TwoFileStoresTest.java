package io.sepia.contract;

import io.sepia.StorageBuilder;
import io.sepia.internal.backend.file.FastDirectory;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class TwoFileStoresTest extends TwoStoresContract {
    @TempDir(factory = FastDirectory.class)
    private Path directory;

    @Override
    StorageBuilder builder() {
        return StorageBuilder.of("filesystem").option("path", directory.resolve("store"));
    }
}
