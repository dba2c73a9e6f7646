package io.sepia.contract;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteContractTest extends StorageContract {
    @TempDir
    private Path directory;

    private int files;

    @Override
    StorageBuilder builder() {
        return Storage.builder(directory.resolve("store" + files++ + ".db"));
    }
}
