package io.sepia.internal.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.sepia.Roots;
import io.sepia.Storage;
import io.sepia.change.ChangeCursor;
import io.sepia.change.EventFilter;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.error.StorageException;
import io.sepia.hostile.Canary;
import io.sepia.hostile.Randoms;
import io.sepia.query.IndexDefinition;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Opens directory stores whose journal, lines or file names were mutated, some with paths and the right checksum: no
 * file outside the store is touched, no thread hangs, and errors are typed. The long run: {@code ./mvnw test
 * -Dtest=MutatedJournalTest -Dsepia.mutations=10000}, {@code -Dsepia.seed=2}.
 */
class MutatedJournalTest {
    private static final int MUTATIONS = Integer.getInteger("sepia.mutations", 100);
    private static final long SEED = Long.getLong("sepia.seed", 20_261_130);
    private static final ObjectMapper MAPPER =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final String[] WORDS = {
        "put",
        "gone",
        "change",
        "log",
        "forgot",
        "index",
        "noindex",
        "ended",
        "events",
        "rule",
        "event",
        "history",
        "floor",
        "generation",
        "generations",
        "noevents",
        "adopted",
        "commit",
        "done",
        "sepia",
        "unknown"
    };
    private static final String[] VALUES = {
        "Note",
        "Memo",
        "x",
        "y",
        "m",
        "1",
        "0",
        "-1",
        "9223372036854775807",
        "99999999999999999999",
        "true",
        "false",
        "serializable",
        "container",
        "TEXT",
        "NONE",
        "LINK",
        "CREATED",
        "DELETED",
        "UPDATED",
        "null",
        "{}",
        "refuse",
        ".sepia-new-0000000000000000-1",
        "1970-01-01T00:00:00Z",
        "0",
        "ff"
    };

    @TempDir(factory = FastDirectory.class)
    Path directory;

    private final List<String> wrong = new ArrayList<>();
    private Canary canary;
    private int refused;
    private int done;

    private Path root() {
        return canary.place().resolve("store");
    }

    @Test
    void mutatedJournalsAndLines_touchNothingOutsideTheStore() throws IOException {
        canary = new Canary(directory);
        for (int i = 0; i < MUTATIONS; i++) {
            long seed = SEED + i;
            Random random = Randoms.of(seed);
            fill();
            String what = mutate(random);
            String where = "seed " + seed + ", " + what + ": ";
            try {
                assertTimeoutPreemptively(Duration.ofSeconds(60), () -> use(random, where));
            } catch (Throwable e) {
                wrong.add(where + e);
            }
            Places.deleteTree(root());
            if (i % 100 == 0 || i == MUTATIONS - 1) {
                String difference = canary.difference();
                if (!difference.isEmpty()) {
                    wrong.add("until seed " + seed + ": " + difference);
                    break;
                }
            }
        }
        System.out.println(MUTATIONS + " mutated directory stores: " + done + " operations done, " + refused
                + " refused, " + wrong.size() + " errors");
        assertThat(wrong).isEmpty();
    }

    private void fill() {
        try (Storage storage = Storage.open("filesystem", Map.of("path", root(), "events", "Memo", "changes", "on"))) {
            storage.documents("Memo").keepHistory(HistoryRule.ALL);
            storage.indexes().add(IndexDefinition.of("Note", "mail").asUnique());
            storage.documents("Note").save("x", "{\"mail\":\"x\",\"of\":{\"$ref\":{\"class\":\"Memo\",\"id\":\"m\"}}}");
            storage.documents("Note").save("y", "\"second\"");
            storage.documents("Memo").save("m", "{\"n\":1}");
            storage.documents("Memo").save("m", "{\"n\":2}");
            storage.documents("Note").delete("y");
        }
    }

    private String mutate(Random random) throws IOException {
        Path journal = root().resolve(Journal.NAME);
        switch (random.nextInt(6)) {
            case 0 -> {
                return bytes(journal, random);
            }
            case 1 -> {
                try (Stream<Path> files = Files.walk(root())) {
                    List<Path> all = files.filter(Files::isRegularFile).sorted().toList();
                    return bytes(all.get(random.nextInt(all.size())), random);
                }
            }
            case 2 -> {
                List<String> lines = new ArrayList<>(Files.readAllLines(journal));
                int at = random.nextInt(lines.size());
                lines.set(at, mutated(lines.get(at), random));
                Files.write(journal, lines);
                return "line " + at + " is " + lines.get(at);
            }
            default -> {
                List<String> lines = Files.readAllLines(journal);
                StringBuilder entries = new StringBuilder();
                for (int i = 0; i <= random.nextInt(3); i++) {
                    String line = random.nextBoolean() ? lines.get(random.nextInt(lines.size())) : line(random);
                    entries.append(random.nextInt(4) == 0 ? line : mutated(line, random))
                            .append('\n');
                }
                byte[] bytes = entries.toString().getBytes(StandardCharsets.UTF_8);
                CRC32C crc = new CRC32C();
                crc.update(bytes);
                String commit =
                        "[\"commit\",\"99\",\"" + bytes.length + "\",\"" + Long.toHexString(crc.getValue()) + "\"]\n";
                Files.writeString(journal, entries + commit, java.nio.file.StandardOpenOption.APPEND);
                return "appended " + entries;
            }
        }
    }

    private static String bytes(Path file, Random random) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length == 0) {
            return "nothing";
        }
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(4)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt();
            case 2 -> bytes = Arrays.copyOf(bytes, at);
            default -> Arrays.fill(bytes, at, Math.min(bytes.length, at + random.nextInt(200)), (byte) 0);
        }
        Files.write(file, bytes);
        return file.getFileName() + " at " + at;
    }

    private String line(Random random) {
        ArrayNode line = MAPPER.createArrayNode().add(WORDS[random.nextInt(WORDS.length)]);
        for (int i = 0; i < random.nextInt(12); i++) {
            line.add(value(random));
        }
        return text(line);
    }

    private static String text(ArrayNode line) {
        try {
            return MAPPER.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private String value(Random random) {
        return random.nextInt(3) == 0 ? canary.path(random) : VALUES[random.nextInt(VALUES.length)];
    }

    private String mutated(String line, Random random) throws IOException {
        ArrayNode texts = (ArrayNode) MAPPER.readTree(line);
        int at = texts.isEmpty() ? 0 : random.nextInt(texts.size());
        switch (random.nextInt(6)) {
            case 0 -> texts.remove(at);
            case 1 -> texts.insert(at, value(random));
            case 2 -> texts.insert(at, MAPPER.createArrayNode().add(value(random)));
            case 3 -> texts.insertNull(at);
            default -> {
                texts.remove(at);
                texts.insert(at, value(random));
            }
        }
        return text(texts);
    }

    private void use(Random random, String where) {
        boolean readOnly = random.nextInt(4) == 0;
        typed(where, storage -> {}, readOnly);
        List<Consumer<Storage>> operations = new ArrayList<>(List.of(
                storage -> storage.classes(),
                storage -> storage.documents("Note").find("x"),
                storage -> storage.documents("Memo").history("m").list(),
                storage -> storage.documents("Memo").history("m").at(1),
                storage -> {
                    try (Stream<?> events = storage.changes().events(EventFilter.ALL)) {
                        events.forEach(each -> {});
                    }
                },
                storage -> storage.changes().since(ChangeCursor.BEGINNING),
                storage -> storage.documents("Memo").whoReferences("m"),
                storage -> storage.documents("Note").query().where("mail = 'x'").list(),
                storage -> storage.contents().exportData(new StringWriter()),
                storage -> storage.contents().verify(),
                storage -> storage.contents().backupTo(canary.place().resolve("backup.tar")),
                storage -> storage.stats()));
        if (!readOnly) {
            operations.addAll(List.of(
                    storage -> storage.documents("Note").save("x", "{\"mail\":\"z\"}"),
                    storage -> storage.documents("Note").save("new", "{}"),
                    storage -> storage.documents("Memo").delete("m"),
                    storage -> storage.documents("Memo").forget(List.of("m")),
                    storage -> storage.documents("Memo").keepHistory(HistoryRule.ASKED),
                    storage -> storage.garbage().collect(Roots.keys(List.of(new ObjectKey("Note", "x")))),
                    storage -> storage.indexes().rebuild(null),
                    storage -> storage.documents("Note").clear()));
        }
        java.util.Collections.shuffle(operations, random);
        typed(where, storage -> operations.forEach(each -> typed(where, storage, each)), readOnly);
    }

    private void typed(String where, Consumer<Storage> action, boolean readOnly) {
        try (Storage storage = Storage.open("filesystem", Map.of("path", root(), "read_only", readOnly))) {
            action.accept(storage);
        } catch (StorageException e) {
            refused++;
        } catch (RuntimeException | Error e) {
            untyped(where, e);
        }
    }

    private void typed(String where, Storage storage, Consumer<Storage> operation) {
        try {
            operation.accept(storage);
            done++;
        } catch (StorageException e) {
            refused++;
        } catch (RuntimeException | Error e) {
            untyped(where, e);
        } finally {
            try {
                Files.deleteIfExists(canary.place().resolve("backup.tar"));
            } catch (IOException e) {
                wrong.add(where + e);
            }
        }
    }

    private void untyped(String where, Throwable error) {
        wrong.add(where + error + " at "
                + Arrays.stream(error.getStackTrace())
                        .limit(6)
                        .map(each -> each.getFileName() + ":" + each.getLineNumber())
                        .toList());
    }
}
