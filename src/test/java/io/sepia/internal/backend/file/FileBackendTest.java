package io.sepia.internal.backend.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.contract.StorageBackendContract;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBackendTest extends StorageBackendContract {
    @TempDir(factory = FastDirectory.class)
    private Path directory;

    private int stores;

    @Override
    protected StorageBackend open() {
        return FileStorage.open(Map.of("path", next()));
    }

    @Override
    public StorageBackend openImpatient() {
        return FileStorage.open(Map.of("path", next(), "busy_timeout", 300));
    }

    private Path next() {
        return directory.resolve("store" + stores++);
    }

    @Test
    void name_isFilesystem() {
        assertThat(backend().name()).isEqualTo("filesystem");
    }
}
