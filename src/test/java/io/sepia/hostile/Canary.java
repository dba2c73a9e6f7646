package io.sepia.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A tree of files around the place of a store, which shows whether anything outside the place was touched. The place is
 * deeper than any path of {@link #paths} climbs, so that a store that obeyed such a path would stay in the tree.
 */
public final class Canary {
    private static final int DEPTH = 12;

    private final Path root;
    private final Path place;
    private final Map<String, String> before;

    /** Creates the tree in an empty temporary directory. */
    public Canary(Path root) throws IOException {
        this.root = root;
        Path here = root;
        for (int i = 0; i < DEPTH; i++) {
            here = Files.createDirectory(here.resolve("d" + i));
            Files.writeString(here.resolve("x"), "precious " + i);
            Path victim = Files.createDirectories(here.resolve("victim").resolve("Note"));
            Files.writeString(victim.resolve("x"), "precious");
            Files.writeString(victim.resolve("x.jsonl"), "precious");
        }
        this.place = Files.createDirectory(here.resolve("place"));
        this.before = state();
    }

    /** Returns the directory in which files may change. */
    public Path place() {
        return place;
    }

    /** Returns what was changed outside the place. */
    public String difference() throws IOException {
        Map<String, String> now = state();
        if (now.equals(before)) {
            return "";
        }
        Map<String, String> gone = new TreeMap<>(before);
        gone.entrySet().removeAll(now.entrySet());
        Map<String, String> added = new TreeMap<>(now);
        added.entrySet().removeAll(before.entrySet());
        return "gone " + gone + ", new " + added;
    }

    private Map<String, String> state() throws IOException {
        Map<String, String> state = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path each : files.filter(file -> !file.startsWith(place)).toList()) {
                state.put(root.relativize(each).toString(), Files.isDirectory(each) ? "" : Files.readString(each));
            }
        }
        return state;
    }

    /** Returns paths that lead out of the place, or are no names. */
    public List<String> paths() {
        return List.of(
                "../victim",
                "../../victim/Note/x",
                "../../../x",
                "../x",
                "..",
                ".",
                "",
                "/",
                "victim/../../x",
                "Note/../../../victim",
                root.resolve("d0").resolve("victim").toString(),
                root.resolve("d0").resolve("x").toString(),
                "..\\victim",
                "x\u0000y",
                "a\nb",
                "CON",
                ".sepia-journal",
                ".sepia-lock",
                "n".repeat(300),
                "\ud800",
                "%2e%2e%2fvictim",
                "~",
                "-");
    }

    /** Returns one of the paths. */
    public String path(Random random) {
        List<String> paths = paths();
        return paths.get(random.nextInt(paths.size()));
    }
}
