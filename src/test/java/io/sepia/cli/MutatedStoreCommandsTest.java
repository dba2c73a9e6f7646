package io.sepia.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.cli.Shell.Run;
import io.sepia.document.HistoryRule;
import io.sepia.hostile.Randoms;
import io.sepia.internal.backend.file.FastDirectory;
import io.sepia.query.IndexDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs commands on mutated SQLite files: each ends with a status and, if it fails, with a message that is no internal
 * error. The long run: {@code ./mvnw test -Dtest=MutatedStoreCommandsTest -Dsepia.mutations=1000},
 * {@code -Dsepia.seed=2}.
 */
class MutatedStoreCommandsTest {
    private static final int MUTATIONS = Integer.getInteger("sepia.mutations", 6);
    private static final long SEED = Long.getLong("sepia.seed", 20_261_130);
    private static final int PAGE = 4_096;
    private static final String[] COMMANDS = {
        "verify",
        "list Note",
        "count Note",
        "classes",
        "get Note n1",
        "query Note --limit 5",
        "export Note -",
        "export --all -",
        "history Memo m",
        "events",
        "changes",
        "stats",
        "references Memo m",
        "index list",
        "gc --root Note --dry-run",
        "backup BACKUPS",
        "backup --verify FILE",
        "restore FILE --replace",
        "put Note n2 -",
        "delete Note n3",
        "forget Memo m --yes",
        "index rebuild",
        "verify --adopt",
        "recover FILE NEW",
        "copy --to NEW",
        "diff --with NEW"
    };

    @TempDir(factory = FastDirectory.class)
    Path directory;

    private byte[] fill() throws IOException {
        Path file = directory.resolve("sound.db");
        try (Storage storage = Storage.open(
                "sqlite", Map.of("database_path", file, "events", "Memo", "changes", "on", "journal_mode", "delete"))) {
            storage.indexes().add(IndexDefinition.of("Note", "mail").asUnique());
            storage.documents("Memo").keepHistory(HistoryRule.ALL);
            for (int i = 0; i < 60; i++) {
                storage.documents("Note")
                        .save("n" + i, "{\"mail\":\"m" + i + "\",\"of\":{\"$ref\":{\"class\":\"Memo\",\"id\":\"m\"}}}");
                storage.documents("Memo").save("m", "{\"n\":" + i + ",\"text\":\"" + "text ".repeat(i) + "\"}");
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        return bytes;
    }

    private static byte[] mutated(byte[] sound, Random random) {
        byte[] bytes = sound.clone();
        int at = random.nextInt(bytes.length);
        int page = at / PAGE * PAGE;
        switch (random.nextInt(6)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> {
                for (int i = 0; i < 8; i++) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
            }
            case 2 -> bytes = Arrays.copyOf(bytes, at);
            case 3 -> Arrays.fill(bytes, page, page + PAGE, (byte) 0);
            case 4 -> bytes[page + random.nextInt(16)] = (byte) random.nextInt();
            default -> System.arraycopy(sound, random.nextInt(sound.length / PAGE) * PAGE, bytes, page, PAGE);
        }
        return bytes;
    }

    @Test
    void commands_mutatedFile_endWithAStatusAndAMessage() throws IOException {
        byte[] sound = fill();
        List<String> wrong = new ArrayList<>();
        Map<Integer, Integer> statuses = new TreeMap<>();
        for (int i = 0; i < MUTATIONS; i++) {
            Random random = Randoms.of(SEED + i);
            Path file = directory.resolve("mutated.db");
            Files.write(file, mutated(sound, random));
            Files.createDirectory(directory.resolve("backups"));
            for (int n = 0; n < 3; n++) {
                String command = COMMANDS[random.nextInt(COMMANDS.length)];
                Run run = new Shell(file)
                        .input("{}")
                        .run(command.replace("FILE", file.toString())
                                .replace(
                                        "NEW",
                                        directory.resolve("new" + n + ".db").toString())
                                .replace("BACKUPS", directory.resolve("backups").toString())
                                .split(" "));
                statuses.merge(run.status(), 1, Integer::sum);
                if (run.status() < 0
                        || run.status() > 5
                        || run.err().contains("internal error")
                        || run.status() != 0 && run.err().isBlank() && run.out().isBlank()) {
                    wrong.add("seed " + (SEED + i) + ", " + command + ": " + run.status() + ", " + run.err());
                }
                if (System.getProperty("sepia.print") != null && run.status() == 2) {
                    System.out.println(command + ": " + run.err());
                }
            }
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path each :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    if (!each.equals(directory)) {
                        Files.delete(each);
                    }
                }
            }
        }
        System.out.println(
                MUTATIONS + " mutated files, statuses of commands " + statuses + ", " + wrong.size() + " errors");
        assertThat(wrong).isEmpty();
    }
}
