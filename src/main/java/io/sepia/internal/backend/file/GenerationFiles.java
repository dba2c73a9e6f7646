package io.sepia.internal.backend.file;

import io.sepia.document.ObjectKey;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.snapshot.HeldGeneration;
import io.sepia.internal.backend.snapshot.KeptGenerations;
import io.sepia.internal.document.GenerationHeader;
import io.sepia.internal.document.StoredGeneration;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files {@code .generations/Class/id.jsonl}: one line for each generation of an object besides its current state,
 * and lines about earlier generations that were dropped or whose object was deleted. The headers are read on first use,
 * once for each object; contents are read each time. Unreadable lines are skipped. See decisions 0055 and 0058.
 */
final class GenerationFiles {
    static final String DIRECTORY = ".generations";

    /** The size up to which a file is not rewritten although it has no generations. */
    private static final long SMALL = 4_096;

    private final Path root;
    private final LineFiles files;

    GenerationFiles(Path root) {
        this.root = root;
        this.files = new LineFiles(root.resolve(DIRECTORY));
    }

    private StorageFailureException failure(IOException e) {
        return new StorageFailureException("Generations in " + root + " cannot be read: " + e.getMessage(), e);
    }

    /** Returns the objects that have generations. */
    Set<ObjectKey> keys() {
        try {
            return readKeys();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private Set<ObjectKey> readKeys() throws IOException {
        Set<ObjectKey> keys = new HashSet<>();
        files.forEach((className, name, file) -> {
            String id = FileNames.text(name);
            if (id == null) {
                id = LineFiles.firstId(file);
            }
            ObjectKey key = FileNames.key(className, id);
            if (key != null) {
                keys.add(key);
            }
        });
        return keys;
    }

    /** Reads the file of an object. */
    KeptGenerations read(ObjectKey key) {
        try {
            return read(key, files.file(key), false);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Returns the generations in a staged file of an object, wherever that is now; none if there is no file. */
    KeptGenerations read(ObjectKey key, @Nullable String staged) {
        try {
            Path path = staged == null ? null : root.resolve(staged);
            return path == null ? KeptGenerations.NONE : read(key, Places.exists(path) ? path : files.file(key), true);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private KeptGenerations read(ObjectKey key, Path file, boolean isWhole) throws IOException {
        KeptGenerations[] found = {KeptGenerations.NONE};
        LineFiles.forEachLine(file, (position, bytes) -> {
            GenerationLine line = GenerationLine.read(key, new String(bytes, StandardCharsets.UTF_8));
            StoredGeneration whole = isWhole && line != null ? line.generation() : null;
            if (whole != null) {
                found[0] = found[0].with(new HeldGeneration.Whole(whole));
            } else if (line != null) {
                found[0] = apply(found[0], line, position, bytes.length);
            }
            return true;
        });
        return found[0];
    }

    /**
     * Applies a line to generations. The line is at {@code position} in the file, or at an unknown place if negative.
     */
    KeptGenerations apply(KeptGenerations generations, GenerationLine line, long position, int length) {
        StoredGeneration generation = line.generation();
        if (generation != null) {
            return generations.with(new Placed(generation.header(), position, length));
        }
        if (line.from() > 0) {
            return generations.after(line.from() - 1);
        }
        HeldGeneration marked = generations.get(line.number());
        return marked == null
                ? generations.given(line.number())
                : generations.with(marked.with(marked.header().deleted(line.deletedAt())));
    }

    /** Returns the generations of an object after lines were appended to its file. */
    KeptGenerations placed(ObjectKey key, KeptGenerations generations, List<String> lines) throws IOException {
        KeptGenerations placed = generations;
        long end = Files.size(files.file(key));
        for (int i = lines.size() - 1; i >= 0; i--) {
            int length = FileNames.utf8(lines.get(i)).length;
            end -= length + 1;
            GenerationLine line = GenerationLine.read(key, lines.get(i));
            StoredGeneration generation = line == null ? null : line.generation();
            HeldGeneration held = generation == null ? null : placed.get(generation.number());
            if (held != null) {
                placed = placed.with(new Placed(held.header(), end, length));
            }
        }
        return placed;
    }

    /** Returns the number of obsolete bytes in an object's file if they are most of it, otherwise 0. */
    long waste(ObjectKey key, KeptGenerations generations) throws IOException {
        Path file = files.file(key);
        if (!Places.exists(file)) {
            return 0;
        }
        long size = Files.size(file);
        if (generations.all().isEmpty()) {
            return size > SMALL ? size : 0;
        }
        return generations.all().iterator().next() instanceof Placed first && first.position() > size / 2
                ? first.position()
                : 0;
    }

    /** Fails if generations of an object could not be written. */
    void checkWritable(ObjectKey key) throws IOException {
        files.checkWritable(key);
    }

    void append(Map<ObjectKey, List<String>> lines, boolean again) throws IOException {
        files.append(lines, again);
    }

    /** Writes all generations of an object, and its highest number, to a file with a temporary name. */
    void stage(ObjectKey key, KeptGenerations generations, Path staged) throws IOException {
        List<String> lines = new ArrayList<>();
        for (HeldGeneration each : generations.all()) {
            StoredGeneration whole = each.whole();
            if (whole != null) {
                lines.add(GenerationLine.write(whole) + "\n");
            }
        }
        if (generations.get(generations.highest()) == null) {
            lines.add(GenerationLine.given(key, generations.highest()) + "\n");
        }
        Places.write(staged, FileNames.utf8(String.join("", lines)));
    }

    /** Replaces an object's file by a staged file, or deletes it. Does nothing if that was done before. */
    void replace(ObjectKey key, @Nullable Path staged) throws IOException {
        if (staged == null) {
            files.delete(key);
        } else if (Places.exists(staged)) {
            Path ofClass = files.prepare(key);
            Places.move(staged, files.file(key));
            Places.sync(ofClass);
        }
    }

    private @Nullable StoredGeneration content(GenerationHeader header, long position, int length) {
        try {
            Path file = files.file(header.key());
            StoredGeneration found = position < 0 ? null : at(file, header, position, length);
            return found == null ? search(file, header) : found;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static @Nullable StoredGeneration at(Path file, GenerationHeader header, long position, int length)
            throws IOException {
        if (!Files.isRegularFile(file)) {
            return null;
        }
        byte[] bytes = new byte[length];
        try (RandomAccessFile open = Places.open(file, "r")) {
            if (open.length() < position + length) {
                return null;
            }
            open.seek(position);
            open.readFully(bytes);
        }
        return matching(header, new String(bytes, StandardCharsets.UTF_8));
    }

    private static @Nullable StoredGeneration search(Path file, GenerationHeader header) throws IOException {
        StoredGeneration[] found = new StoredGeneration[1];
        LineFiles.forEachLine(file, (position, line) -> {
            found[0] = matching(header, new String(line, StandardCharsets.UTF_8));
            return found[0] == null;
        });
        return found[0];
    }

    private static @Nullable StoredGeneration matching(GenerationHeader header, String text) {
        if (!text.startsWith(GenerationLine.start(header.number()))) {
            return null;
        }
        GenerationLine line = GenerationLine.read(header.key(), text);
        StoredGeneration found = line == null ? null : line.generation();
        return found == null ? null : new StoredGeneration(header, found.content());
    }

    /** A generation in its file. */
    private final class Placed implements HeldGeneration {
        private final GenerationHeader header;
        private final long position;
        private final int length;

        Placed(GenerationHeader header, long position, int length) {
            this.header = header;
            this.position = position;
            this.length = length;
        }

        long position() {
            return position;
        }

        @Override
        public GenerationHeader header() {
            return header;
        }

        @Override
        public @Nullable StoredGeneration whole() {
            return content(header, position, length);
        }

        @Override
        public HeldGeneration with(GenerationHeader changed) {
            return new Placed(changed, position, length);
        }
    }
}
