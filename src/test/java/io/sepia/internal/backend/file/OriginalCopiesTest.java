package io.sepia.internal.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import io.sepia.Roots;
import io.sepia.Storage;
import io.sepia.document.ObjectKey;
import io.sepia.error.StorageFailureException;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies of containers in a store of the Crystal library are read as the objects with their ids. */
class OriginalCopiesTest {
    @Stored("Leaf")
    record Leaf(String id, String label, @Nullable Note note) {
        Leaf(String id, String label) {
            this(id, label, null);
        }

        /** Returns the leaf without its note, for comparisons. */
        Leaf bare() {
            return new Leaf(id, label);
        }
    }

    @Stored("Note")
    static final class Note {
        @ObjectId
        @Nullable
        String key;

        private final String text;

        @JsonCreator
        Note(String text) {
            this.text = text;
        }

        @JsonValue
        String text() {
            return text;
        }
    }

    @Stored("Tree")
    record Tree(
            String id,
            String name,
            Leaf main,
            @Nullable List<Leaf> leaves,
            @JsonProperty("leaf_set") @Nullable List<Leaf> leafSet,
            @JsonProperty("leaf_map") @Nullable Map<String, Leaf> leafMap) {}

    @TempDir(factory = FastDirectory.class)
    private Path directory;

    private Path root;

    @BeforeEach
    void unpack() throws Exception {
        root = UpstreamStoresTest.unpack("07-nested", directory);
    }

    private Storage open() {
        return Storage.open("filesystem", Map.of("path", root));
    }

    private static void assertTree(Storage storage, String main, String left) {
        Tree tree = storage.load(Tree.class, "tree1");
        assertThat(tree.main().bare()).isEqualTo(new Leaf("leaf-main", main));
        assertThat(tree.leafMap()).containsEntry("left", new Leaf("leaf-l", left));
        assertThat(tree.leaves()).extracting(Leaf::id).containsExactly("leaf-b", "leaf-a");
        assertThat(tree.leafSet()).extracting(Leaf::id).containsExactly("leaf-s2", "leaf-s1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unchanged", "changed", "twice", "by hand afterwards"})
    void save_objectWithCopies_isSeenThroughItsParents(String how) throws Exception {
        String label = how.equals("unchanged") ? "main leaf" : "new label";
        try (Storage storage = open()) {
            Note note = storage.load(Leaf.class, "leaf-main").note();
            storage.save(new Leaf("leaf-main", label, note));
            storage.save(new Leaf("leaf-l", "left"));
            if (how.equals("twice")) {
                storage.save(new Leaf("leaf-main", "other", note));
                storage.save(new Leaf("leaf-main", label, note));
            }
            if (how.equals("by hand afterwards")) {
                label = "by hand";
                Files.writeString(root.resolve("Leaf/leaf-main/data.json"), "{\"label\":\"by hand\"}");
            }
            assertTree(storage, label, "left");
        }
        try (Storage storage = open()) {
            assertTree(storage, label, "left");
            assertThat(storage.documents("Leaf").whoReferences("leaf-main"))
                    .containsExactly(new ObjectKey("Tree", "tree1"));
            assertThat(storage.documents("Leaf").whoReferences("leaf-bare"))
                    .containsExactly(new ObjectKey("Tree", "tree-bare"));
            List<ObjectKey> garbage = storage.garbage()
                    .grace(Duration.ZERO)
                    .dryRun()
                    .collect(Roots.classNames("Tree", "House", "Room", "NilLeafBox"))
                    .keys()
                    .toList();
            assertThat(garbage).isEmpty();
        }
    }

    @Test
    void load_copyWithoutAnObject_isTheCopy() throws Exception {
        Places.deleteTree(root.resolve("Leaf/leaf-main"));
        Places.deleteTree(root.resolve("Leaf/leaf-a"));
        try (Storage storage = open()) {
            Tree tree = storage.load(Tree.class, "tree1");
            assertThat(tree.main().bare()).isEqualTo(new Leaf("main", "main leaf"));
            assertThat(tree.leaves())
                    .extracting(Leaf::bare)
                    .containsExactly(new Leaf("leaf-b", "b"), new Leaf("leaf-a", "a"));
            assertThat(storage.query(Tree.class).list()).hasSize(2);
            assertThat(tree.main().note().text()).isEqualTo("main note");
        }
    }

    @Test
    void delete_objectWithACopy_leavesTheCopy() {
        try (Storage storage = open()) {
            storage.delete(Leaf.class, "leaf-main");
            assertThat(storage.load(Tree.class, "tree1").main().bare()).isEqualTo(new Leaf("main", "main leaf"));
        }
    }

    @Test
    void save_recordingTheCopiesFailedBefore_recordsThem() throws Exception {
        Path blocking = Files.createDirectories(root.resolve(".sepia-copies/x"));
        try (Storage storage = open()) {
            Leaf changed = new Leaf("leaf-main", "changed");
            assertThatExceptionOfType(StorageFailureException.class).isThrownBy(() -> storage.save(changed));
            assertThat(Places.list(root)).noneMatch(each -> each.toString().contains(".sepia-new"));
            Files.delete(blocking);
            Files.delete(blocking.getParent());

            storage.save(changed);

            assertThat(storage.load(Tree.class, "tree1").main().bare()).isEqualTo(changed);
        }
    }
}
