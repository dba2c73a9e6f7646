package io.sepia.internal.backend.file;

import io.sepia.document.ObjectKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads directories of containers. Never follows links. */
final class DirectoryReader {
    private static final int MAX_DEPTH = 100;
    private static final int MAX_LINKS = 40;

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
        return read(directory, directory, each -> {});
    }

    /**
     * Reads a directory that is to be moved to {@code place}, from where its links lead.
     *
     * @param others receives the files in it that have no meaning to the store, as the store does
     */
    Node.@Nullable Directory read(Path directory, Path place, Consumer<Path> others) throws IOException {
        return Places.isDirectory(directory) ? read(directory, place, 0, unrecognized.andThen(others)) : null;
    }

    private Node.Directory read(Path directory, Path place, int depth, Consumer<Path> others) throws IOException {
        SortedMap<String, Node> children = new TreeMap<>(ObjectKey.TEXT_ORDER);
        String data = null;
        String sidecar = null;
        for (Path each : Places.list(directory)) {
            String name = Places.name(each);
            if (name == null) {
                others.accept(each);
            } else if (Files.isSymbolicLink(each)) {
                Node.Link link = link(each, place);
                if (link == null) {
                    others.accept(each);
                } else {
                    children.put(name, link);
                }
            } else if (Places.isDirectory(each)) {
                if (depth == MAX_DEPTH) {
                    others.accept(each);
                } else {
                    Node.Directory child = read(each, Places.child(place, name), depth + 1, others);
                    if (!child.isBlank()) {
                        children.put(name, child);
                    }
                }
            } else if (name.equals(Container.DATA) && Places.isFile(each)) {
                data = text(each);
            } else if (name.equals(Container.SIDECAR) && Places.isFile(each)) {
                sidecar = text(each);
            } else {
                others.accept(each);
            }
        }
        return new Node.Directory(data, sidecar, children);
    }

    /**
     * Returns whether a directory that the journal does not know has the form of a container: it has the file of its
     * members, or nothing but links to objects.
     */
    boolean isContainer(Path directory) throws IOException {
        return Places.isFile(directory.resolve(Container.DATA)) || isLinksOnly(directory, 0);
    }

    private boolean isLinksOnly(Path directory, int depth) throws IOException {
        List<Path> files = Places.list(directory);
        for (Path each : files) {
            boolean isLink = Files.isSymbolicLink(each) && link(each) != null;
            if (!isLink && !(depth < MAX_DEPTH && Places.isDirectory(each) && isLinksOnly(each, depth + 1))) {
                return false;
            }
        }
        return !files.isEmpty();
    }

    /** Returns whether a file in the directory of a container is a part of it. */
    boolean isPart(Path file) throws IOException {
        return Files.isSymbolicLink(file) ? link(file) != null : isData(file);
    }

    /** Returns whether a file contains the members of a container, or the content as it was written. */
    static boolean isData(Path file) {
        String name = Places.name(file);
        return name != null && (name.equals(Container.DATA) || name.equals(Container.SIDECAR)) && Places.isFile(file);
    }

    private static @Nullable String text(Path file) throws IOException {
        byte[] bytes = Places.read(file);
        if (bytes == null) {
            return null;
        }
        String text = FileNames.text(bytes);
        return text == null ? Container.NOT_UTF8 + new String(bytes, StandardCharsets.ISO_8859_1) : text;
    }

    private Node.@Nullable Link link(Path link) throws IOException {
        return link(link, Objects.requireNonNull(link.getParent()));
    }

    /**
     * Returns the object that a link leads to, by way of further links in directories of classes if they are such; null
     * if it does not lead to an object of this store.
     *
     * @param place the directory from where the link leads
     */
    private Node.@Nullable Link link(Path link, Path place) throws IOException {
        Path target = target(link, place);
        String first = target == null ? null : Places.name(target);
        for (int i = 0; i < MAX_LINKS && target != null && first != null; i++) {
            Path parent = Objects.requireNonNull(target.getParent());
            if (!Files.isSymbolicLink(target)) {
                String file = Places.name(target);
                String directory = Places.name(parent);
                ObjectKey key = file == null || directory == null ? null : keys.apply(directory, file);
                return key == null ? null : new Node.Link(key, first);
            }
            target = target(target, parent);
        }
        return null;
    }

    private @Nullable Path target(Path link, Path place) throws IOException {
        Path target = place.resolve(Files.readSymbolicLink(link)).normalize();
        return target.getNameCount() == root.getNameCount() + 2 && target.startsWith(root) ? target : null;
    }
}
