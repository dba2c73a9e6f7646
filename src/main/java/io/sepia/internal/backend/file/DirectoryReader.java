package io.sepia.internal.backend.file;

import io.sepia.document.ObjectKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads directories of containers. Never follows links. */
final class DirectoryReader {
    private static final int MAX_DEPTH = 100;

    private final Path root;
    private final BiFunction<String, String, @Nullable ObjectKey> keys;
    private final Consumer<Path> unrecognized;

    /**
     * @param keys returns the object for the name of a class's directory and the name of a file in it
     * @param unrecognized receives the files that have no meaning to the store
     */
    DirectoryReader(Path root, BiFunction<String, String, @Nullable ObjectKey> keys, Consumer<Path> unrecognized) {
        this.root = root;
        this.keys = keys;
        this.unrecognized = unrecognized;
    }

    /** Reads a directory. Returns null if it is not one. */
    Node.@Nullable Directory read(Path directory) throws IOException {
        return read(directory, directory);
    }

    /** Reads a directory that is to be moved to {@code place}, from where its links lead. */
    Node.@Nullable Directory read(Path directory, Path place) throws IOException {
        return Places.isDirectory(directory) ? read(directory, place, 0) : null;
    }

    private Node.Directory read(Path directory, Path place, int depth) throws IOException {
        SortedMap<String, Node> children = new TreeMap<>(ObjectKey.TEXT_ORDER);
        String data = null;
        String sidecar = null;
        for (Path each : Places.list(directory)) {
            String name = Places.name(each);
            if (name == null) {
                unrecognized.accept(each);
            } else if (Files.isSymbolicLink(each)) {
                Node.Link link = link(each, place);
                if (link == null) {
                    unrecognized.accept(each);
                } else {
                    children.put(name, link);
                }
            } else if (Places.isDirectory(each)) {
                if (depth == MAX_DEPTH) {
                    unrecognized.accept(each);
                } else {
                    children.put(name, read(each, Places.child(place, name), depth + 1));
                }
            } else if (name.equals(Container.DATA)) {
                data = text(each);
            } else if (name.equals(Container.SIDECAR)) {
                sidecar = text(each);
            } else {
                unrecognized.accept(each);
            }
        }
        return new Node.Directory(data, sidecar, children);
    }

    private static @Nullable String text(Path file) throws IOException {
        byte[] bytes = Places.read(file);
        if (bytes == null) {
            return null;
        }
        String text = FileNames.text(bytes);
        return text == null ? Container.NOT_UTF8 + new String(bytes, StandardCharsets.ISO_8859_1) : text;
    }

    /** Returns the object that the text of a link leads to, or null if it does not lead to an object of this store. */
    private Node.@Nullable Link link(Path link, Path place) throws IOException {
        Path target = place.resolve(Files.readSymbolicLink(link)).normalize();
        if (target.getNameCount() != root.getNameCount() + 2 || !target.startsWith(root)) {
            return null;
        }
        String file = Places.name(target);
        String directory = Places.name(Objects.requireNonNull(target.getParent()));
        if (file == null || directory == null) {
            return null;
        }
        ObjectKey key = keys.apply(directory, file);
        return key == null ? null : new Node.Link(key, file);
    }
}
