package io.sepia.hostile;

import io.sepia.Storage;
import io.sepia.document.HistoryRule;
import io.sepia.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Programs that use a directory store on file systems that {@link MountedStoreTest} has mounted for them. */
final class MountedWriter {
    private static final String LINK = "{\"to\":{\"$ref\":{\"class\":\"Note\",\"id\":\"a\"}},\"n\":%d}";

    private final Path path;

    private MountedWriter(Path path) {
        this.path = path;
    }

    /** Arguments: the name of a program, and the directory of the store. */
    public static void main(String[] arguments) throws IOException {
        MountedWriter writer = new MountedWriter(Path.of(arguments[1]));
        switch (arguments[0]) {
            case "fill" -> writer.fill();
            case "otherFileSystem" -> writer.otherFileSystem();
            case "readOnlyClass" -> writer.readOnlyClass();
            case "readOnlyStore" -> writer.readOnlyStore();
            case "fullDisk" -> writer.fullDisk();
            case "fullAtEvents" -> writer.fullAtEvents();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private Storage open(Object... options) {
        Map<String, Object> all = new HashMap<>(Map.of("path", path));
        for (int i = 0; i < options.length; i += 2) {
            all.put((String) options[i], options[i + 1]);
        }
        return Storage.open("filesystem", all);
    }

    private static void say(String what, Object answer) {
        System.out.println(what + ": " + answer);
    }

    private interface Attempt {
        void run() throws IOException;
    }

    /** Prints what happens. */
    private static void attempt(String what, Attempt attempt) throws IOException {
        try {
            attempt.run();
            say(what, "done");
        } catch (StorageException e) {
            say(what, e.getClass().getSimpleName());
        }
    }

    private void list(Storage storage) {
        for (String className : List.of("Note", "Box")) {
            storage.documents(className).stream()
                    .forEach(each -> say(
                            each.key().className() + " " + each.key().id(),
                            each.version() + " "
                                    + each.content()
                                            .substring(
                                                    0,
                                                    Math.min(60, each.content().length()))));
        }
    }

    private void littered() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            say(
                    "littered",
                    files.filter(each -> each.getFileName().toString().matches("\\.sepia-(new|old).*"))
                            .toList());
        }
    }

    private void fill() {
        try (Storage storage = open()) {
            storage.documents("Note").save("a", "1");
            storage.documents("Note").save("b", "2");
            storage.documents("Box").save("x", LINK.formatted(1));
            storage.documents("Box").save("y", LINK.formatted(1));
        }
    }

    /** Replaces, adds and deletes files and directories, and opens the store again. */
    private void otherFileSystem() throws IOException {
        try (Storage storage = open()) {
            storage.useTransaction(tx -> {
                tx.documents("Note").save("a", "10");
                tx.documents("Note").save("c", "3");
                tx.documents("Note").delete("b");
                tx.documents("Box").save("x", LINK.formatted(10));
                tx.documents("Box").save("z", LINK.formatted(3));
                tx.documents("Box").delete("y");
            });
            storage.documents("Box").save("x", LINK.formatted(100));
            list(storage);
        }
        try (Storage storage = open()) {
            list(storage);
            say("verified", storage.contents().verify().findings());
        }
        littered();
        try (Stream<Path> files = Files.walk(path)) {
            say(
                    "temporary",
                    files.filter(each -> each.toString().endsWith(".tmp")).toList());
        }
    }

    private void readOnlyClass() throws IOException {
        try (Storage storage = open()) {
            attempt("save", () -> storage.documents("Note").save("a", "10"));
            attempt("delete", () -> storage.documents("Note").delete("b"));
            attempt(
                    "both",
                    () -> storage.useTransaction(tx -> {
                        tx.documents("Box").save("w", LINK.formatted(7));
                        tx.documents("Note").save("a", "10");
                    }));
            attempt("other class", () -> storage.documents("Box").save("z", LINK.formatted(3)));
            list(storage);
        }
        try (Storage storage = open("read_only", true)) {
            list(storage);
        }
        littered();
    }

    private void readOnlyStore() throws IOException {
        try (Storage storage = open("read_only", true)) {
            list(storage);
        }
        try (Storage storage = open()) {
            list(storage);
            attempt("save", () -> storage.documents("Note").save("a", "10"));
            list(storage);
        }
    }

    private void fullDisk() throws IOException {
        try (Storage storage = open()) {
            storage.documents("Note").save("a", "1");
            attempt("20 MB", () -> storage.documents("Note").save("b", "\"" + "b".repeat(20 << 20) + "\""));
            littered();
            attempt("2 MB", () -> storage.documents("Note").save("c", "\"" + "c".repeat(2 << 20) + "\""));
            list(storage);
        }
    }

    /** Fills the disk until events cannot be appended, and makes room by deleting. */
    private void fullAtEvents() throws IOException {
        try (Storage storage = open("events", "Note", "busy_timeout", 500)) {
            storage.documents("Note").keepHistory(HistoryRule.ALL);
            storage.documents("Note").save("a", "1");
            storage.documents("Box").save("x", LINK.formatted(1));
            storage.documents("Box").save("big", "\"" + "b".repeat(1 << 20) + "\"");
            Path filler = path.resolveSibling("filler");
            int failed = 0;
            for (int left = 200_000; left >= 0 && failed < 30; left -= 2_000) {
                fill(filler, left);
                try {
                    storage.documents("Note").save("a", Integer.toString(left));
                } catch (StorageException e) {
                    failed++;
                }
                storage.documents("Box").load("x");
            }
            say("failed", failed > 0);
            Files.delete(filler);
            attempt("with room", () -> storage.documents("Note").save("a", "7"));
            say("content", storage.documents("Note").load("a").content());
            long events = storage.documents("Note").history("a").events().size();
            say("events", events == storage.documents("Note").load("a").version());
        }
    }

    /** Leaves so many bytes on the disk. */
    private static void fill(Path filler, long left) throws IOException {
        long size = Files.exists(filler) ? Files.size(filler) : 0;
        long more = filler.getParent().toFile().getUsableSpace() - left;
        if (more > 0) {
            byte[] bytes = Files.exists(filler) ? Files.readAllBytes(filler) : new byte[0];
            Files.write(filler, java.util.Arrays.copyOf(bytes, (int) (size + more)));
        }
    }
}
