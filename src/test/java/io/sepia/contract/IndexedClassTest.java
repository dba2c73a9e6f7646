package io.sepia.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.model.Indexed;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import io.sepia.query.IndexDefinition;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Indexes when the next version of an application opens the file. */
class IndexedClassTest {
    @Stored("thing")
    record Before(
            @ObjectId String id,
            @Indexed String kind,
            @Indexed String place) {}

    @Stored("thing")
    record After(@ObjectId String id, @Indexed String kind, String place) {}

    @TempDir
    private Path directory;

    @Test
    void declaredIndex_thatTheClassDoesNotAskForAnyMore_isDroppedAndAddedOnesStay() {
        Path file = directory.resolve("things.db");
        IndexDefinition added = IndexDefinition.of("thing", "place", "kind");
        try (Storage storage = Storage.open(file)) {
            storage.save(new Before("1", "a", "b"));
            storage.indexes().add(added);
            assertThat(definitions(storage)).hasSize(3);
        }
        try (Storage storage = Storage.open(file)) {
            assertThat(storage.load(After.class, "1").kind()).isEqualTo("a");
            assertThat(definitions(storage)).as("reading changes nothing").hasSize(3);
            storage.save(new After("2", "a", "b"));
            assertThat(definitions(storage)).containsExactly(IndexDefinition.of("thing", "kind"), added);
        }
    }

    private static List<IndexDefinition> definitions(Storage storage) {
        return storage.indexes().list().stream().map(each -> each.definition()).toList();
    }
}
