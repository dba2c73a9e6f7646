package io.sepia.internal.backend.file;

import io.sepia.document.ObjectKey;
import io.sepia.internal.json.JsonParts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code .sepia-copies}: the objects of which containers of the Crystal library hold copies, as they were
 * found before the first of these objects was changed. A line holds for the copy as it was then. Only the holder of the
 * store's write lock may write. Thread-safe. See decision 0304.
 */
final class CopyOrigins {
    static final String NAME = ".sepia-copies";

    private static final int WORDS = 6;

    private final Path file;
    private volatile Read read = new Read(0, Map.of());

    /**
     * A copy.
     *
     * @param holder the container that holds it
     * @param place the names of the directories on the way to it, separated by slashes
     * @param fingerprint what it contains
     */
    record Copy(ObjectKey holder, String place, long fingerprint) {}

    private record Read(long stamp, Map<Copy, ObjectKey> origins) {}

    CopyOrigins(Path root) {
        this.file = root.resolve(NAME);
    }

    @Nullable
    ObjectKey of(Copy copy) throws IOException {
        return all().get(copy);
    }

    private Map<Copy, ObjectKey> all() throws IOException {
        Read known = read;
        long stamp;
        try {
            stamp = Stamps.settled(file);
        } catch (NoSuchFileException e) {
            return Map.of();
        }
        if (stamp == 0 || stamp != known.stamp()) {
            known = new Read(stamp, parse());
            read = known;
        }
        return known.origins();
    }

    private Map<Copy, ObjectKey> parse() throws IOException {
        byte[] bytes = Places.read(file);
        Map<Copy, ObjectKey> origins = new HashMap<>();
        if (bytes != null) {
            for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
                parse(line, origins);
            }
        }
        return origins;
    }

    /** Parses a line. One that is damaged is skipped, so its copy is read as if it were not known. */
    private static void parse(String line, Map<Copy, ObjectKey> origins) {
        List<JsonParts.Part> parts = JsonParts.elements(line);
        List<@Nullable String> words = new ArrayList<>();
        if (parts != null) {
            parts.forEach(each -> words.add(JsonParts.unquoted(each.text())));
        }
        if (words.size() != WORDS) {
            return;
        }
        ObjectKey holder = FileNames.key(words.get(0), words.get(1));
        String place = words.get(2);
        String fingerprint = words.get(3);
        ObjectKey origin = FileNames.key(words.get(4), words.get(5));
        if (holder != null && place != null && fingerprint != null && origin != null) {
            try {
                origins.put(new Copy(holder, place, Long.parseUnsignedLong(fingerprint, 16)), origin);
            } catch (NumberFormatException e) {
                return;
            }
        }
    }

    /** Adds copies and waits until they are on disk. */
    void add(Map<Copy, ObjectKey> found, Path temporary) throws IOException {
        Map<Copy, ObjectKey> all = new LinkedHashMap<>(all());
        if (all.entrySet().containsAll(found.entrySet())) {
            return;
        }
        all.putAll(found);
        String text = all.entrySet().stream()
                .map(each -> line(each.getKey(), each.getValue()))
                .collect(Collectors.joining());
        Places.write(temporary, FileNames.utf8(text));
        Places.sync(temporary);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String line(Copy copy, ObjectKey origin) {
        return List.of(
                        copy.holder().className(),
                        copy.holder().id(),
                        copy.place(),
                        Long.toHexString(copy.fingerprint()),
                        origin.className(),
                        origin.id())
                .stream()
                .map(JsonParts::quoted)
                .collect(Collectors.joining(",", "[", "]\n"));
    }
}
