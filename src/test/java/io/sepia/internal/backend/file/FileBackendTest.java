package io.sepia.internal.backend.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.change.EventFilter;
import io.sepia.change.EventType;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.contract.StorageBackendContract;
import io.sepia.internal.document.LoggedEvent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
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

    @Test
    void forget_thenAddEvents_deletesTheEarlierEventsForGood() {
        Path path = next();
        LoggedEvent event = new LoggedEvent(0, key("a"), EventType.ACTIVITY, 0, Instant.EPOCH, null);
        try (StorageBackend store = FileStorage.open(Map.of("path", path))) {
            store.<Object>write(tx -> {
                tx.events().add(List.of(event));
                return "";
            });
            store.<Object>write(tx -> {
                tx.forget(key("a").className(), List.of("a"));
                tx.events().add(List.of(event));
                return "";
            });
        }
        try (StorageBackend store = FileStorage.open(Map.of("path", path))) {
            assertThat(store.<Integer>read(tx ->
                            tx.events().page(EventFilter.of(key("a")), 0, 9).size()))
                    .isEqualTo(1);
        }
    }
}
