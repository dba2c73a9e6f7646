package io.sepia.contract;

import io.sepia.StorageBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteContractTest extends StorageContract {
    @TempDir
    private Path directory;

    private int files;

    @Override
    StorageBuilder builder() {
        return StorageBuilder.of(directory.resolve("store" + files++ + ".db"));
    }
}
