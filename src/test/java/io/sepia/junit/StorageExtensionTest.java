package io.sepia.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Storage;
import io.sepia.error.StorageClosedException;
import io.sepia.model.ObjectId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

class StorageExtensionTest {
    /** A class to save. */
    record Note(@ObjectId String id) {}

    /** Stores in memory. */
    @Nested
    @ExtendWith(StorageExtension.class)
    class InMemory {
        private static final List<Storage> USED = new ArrayList<>();

        @BeforeEach
        void prepare(Storage storage) {
            storage.save(new Note("prepared"));
            USED.add(storage);
        }

        @RepeatedTest(2)
        void store_isThatOfThePreparationAndOfThisTestOnly(Storage storage) {
            assertThat(storage).hasToString("Storage on memory").isSameAs(USED.get(USED.size() - 1));
            assertThat(storage.ids(Note.class)).containsExactly("prepared");
            storage.save(new Note("more"));
        }

        @AfterAll
        static void stores_areClosed() {
            assertThat(USED)
                    .hasSize(2)
                    .doesNotHaveDuplicates()
                    .allSatisfy(each ->
                            assertThatThrownBy(() -> each.ids(Note.class)).isInstanceOf(StorageClosedException.class));
        }
    }

    /** Stores in files. */
    @Nested
    class OnFiles {
        private static final List<Path> USED = new ArrayList<>();

        @RegisterExtension
        private final StorageExtension extension = StorageExtension.sqlite(Map.of("graph_limit", 7));

        @RepeatedTest(2)
        void store_isInAFileOfItsOwn(Storage storage) {
            assertThat(storage.count(Note.class)).isZero();
            storage.save(new Note("a"));
            assertThat(storage.stats().settings()).containsEntry("graph_limit", "7");
            USED.add(Path.of(storage.stats().settings().get("database_path")));
            assertThat(USED.get(USED.size() - 1)).exists();
        }

        @AfterAll
        static void files_areDeleted() {
            assertThat(USED)
                    .hasSize(2)
                    .allSatisfy(each -> assertThat(each.getParent()).doesNotExist());
        }
    }
}
