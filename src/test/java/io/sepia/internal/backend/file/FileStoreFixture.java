package io.sepia.internal.backend.file;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.WriteCondition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Stores in a temporary directory, and what their files are. */
abstract class FileStoreFixture {
    @TempDir(factory = FastDirectory.class)
    Path directory;

    private final List<FileStorage> opened = new ArrayList<>();

    Path root() {
        return directory.resolve("store");
    }

    FileStorage open() {
        FileStorage store = FileStorage.open(Map.of("path", root()));
        opened.add(store);
        return store;
    }

    @AfterEach
    void close() {
        opened.forEach(FileStorage::close);
    }

    static void change(FileStorage store, Consumer<BackendTransaction> work) {
        try (BackendTransaction tx = store.begin(Access.READ_WRITE)) {
            work.accept(tx);
            tx.commit();
        }
    }

    static void save(FileStorage store, String className, String id, String content) {
        ObjectType type = content.contains("$ref") ? ObjectType.CONTAINER : ObjectType.SERIALIZABLE;
        change(
                store,
                tx -> tx.save(List.of(
                        new DocumentWrite(new ObjectKey(className, id), type, content, null, WriteCondition.NONE))));
    }

    static <T> T read(FileStorage store, Function<BackendTransaction, T> work) {
        try (BackendTransaction tx = store.begin(Access.READ_ONLY)) {
            return work.apply(tx);
        }
    }

    static Optional<StoredDocument> load(FileStorage store, String className, String id) {
        return read(store, tx -> tx.load(new ObjectKey(className, id)));
    }

    static String content(FileStorage store, String className, String id) {
        return load(store, className, id).orElseThrow().content();
    }

    static String ref(String className, String id) {
        return "{\"$ref\":{\"class\":\"" + className + "\",\"id\":\"" + id + "\"}}";
    }

    /** Lists all files below the root except the store's own files; links are listed with their targets. */
    TreeSet<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(root())) {
            return all.filter(each -> !Files.isDirectory(each, java.nio.file.LinkOption.NOFOLLOW_LINKS))
                    .filter(each -> !each.getFileName().toString().startsWith(".sepia"))
                    .map(each -> root().relativize(each) + (Files.isSymbolicLink(each) ? " -> " + target(each) : ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
