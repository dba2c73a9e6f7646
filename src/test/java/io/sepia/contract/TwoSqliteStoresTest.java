package io.sepia.contract;

import io.sepia.StorageBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class TwoSqliteStoresTest extends TwoStoresContract {
    @TempDir
    private Path directory;

    @Override
    StorageBuilder builder() {
        return StorageBuilder.of(directory.resolve("store.db"));
    }
}
