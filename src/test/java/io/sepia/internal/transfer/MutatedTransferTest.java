package io.sepia.internal.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.sepia.Backup;
import io.sepia.Storage;
import io.sepia.document.HistoryRule;
import io.sepia.error.StorageException;
import io.sepia.hostile.Canary;
import io.sepia.hostile.Randoms;
import io.sepia.internal.backend.file.FastDirectory;
import io.sepia.query.IndexDefinition;
import io.sepia.report.ConflictPolicy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Imports mutated exports and restores mutated archives: each is taken as a whole or refused by a typed error, and no
 * file outside the store is touched. Some lines are mutated together with their checksums. The long run: {@code ./mvnw
 * test -Dtest=MutatedTransferTest -Dsepia.mutations=10000}, {@code -Dsepia.seed=2}.
 */
class MutatedTransferTest {
    private static final int MUTATIONS = Integer.getInteger("sepia.mutations", 120);
    private static final long SEED = Long.getLong("sepia.seed", 20_261_130);

    @TempDir(factory = FastDirectory.class)
    Path directory;

    private final List<String> wrong = new ArrayList<>();
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private Canary canary;

    @Test
    void mutatedExportsAndArchives_areTakenAsAWholeOrRefused() throws IOException {
        canary = new Canary(directory);
        TransferMutations mutations = new TransferMutations(canary);
        byte[] export = export();
        byte[] archive = archive();
        for (int i = 0; i < MUTATIONS; i++) {
            long seed = SEED + i;
            Random random = Randoms.of(seed);
            switch (random.nextInt(8)) {
                case 0, 1 -> take(seed, "export", ".jsonl", TransferMutations.bytes(export, random), random);
                case 2, 3 -> take(seed, "sealed export", ".jsonl", mutations.lines(export, random), random);
                case 4 -> take(seed, "packed export", ".jsonl.gz", TransferMutations.packed(export, random), random);
                case 5 -> take(seed, "export of the original", ".json", mutations.upstream(random), random);
                case 6 -> take(seed, "archive", ".tar", TransferMutations.bytes(archive, random), random);
                default -> take(seed, "sealed archive", ".tar", mutations.archive(archive, random), random);
            }
            if (i % 200 == 0 || i == MUTATIONS - 1) {
                String difference = canary.difference();
                if (!difference.isEmpty()) {
                    wrong.add("until seed " + seed + ": " + difference);
                    break;
                }
            }
        }
        System.out.println(MUTATIONS + " mutated exports and archives: " + outcomes + ", " + wrong.size() + " errors");
        assertThat(wrong).isEmpty();
    }

    private static void fill(Storage storage) {
        storage.indexes().add(IndexDefinition.of("Note", "mail").asUnique());
        storage.documents("Memo").keepHistory(HistoryRule.ALL);
        for (int i = 0; i < 8; i++) {
            storage.documents("Note")
                    .save("n" + i, "{\"mail\":\"m" + i + "\",\"of\":{\"$ref\":{\"class\":\"Memo\",\"id\":\"m\"}}}");
            storage.documents("Memo").save("m", "{\"text\":\"é" + i + "\"}", "{\"by\":\"me\"}");
        }
        storage.documents("Memo").delete("m");
        storage.documents("Memo").save("m", "{}");
    }

    private byte[] export() {
        try (Storage storage = Storage.open("memory", Map.of("events", "Memo"))) {
            fill(storage);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            storage.contents().exportData(bytes);
            return bytes.toByteArray();
        }
    }

    private byte[] archive() throws IOException {
        try (Storage storage = Storage.open("memory", Map.of("events", "Memo"))) {
            fill(storage);
            return Files.readAllBytes(storage.contents()
                    .backupTo(canary.place().resolve("sound.tar"))
                    .file());
        }
    }

    private void take(long seed, String kind, String suffix, byte[] bytes, Random random) throws IOException {
        Path file = canary.place().resolve("mutated" + suffix);
        Files.write(file, bytes);
        String where = "seed " + seed + ", " + kind + ": ";
        try {
            assertTimeoutPreemptively(Duration.ofSeconds(60), () -> take(file, kind, where, random));
        } catch (Throwable e) {
            wrong.add(where + e + " at "
                    + Arrays.stream(e.getStackTrace()).limit(4).toList());
        }
        try (Stream<Path> left = Files.walk(canary.place())) {
            for (Path each : left.sorted(Comparator.reverseOrder()).toList()) {
                if (!each.equals(canary.place())) {
                    Files.delete(each);
                }
            }
        }
    }

    private void take(Path file, String kind, String where, Random random) {
        ConflictPolicy policy = ConflictPolicy.values()[random.nextInt(4)];
        boolean isBackup = file.toString().endsWith(".tar");
        int target = random.nextInt(20);
        try (Storage storage = target == 0
                ? Storage.open(canary.place().resolve("target.db"))
                : target < 6
                        ? Storage.open(
                                "filesystem", Map.of("path", canary.place().resolve("files")))
                        : Storage.open("memory", Map.of())) {
            if (random.nextBoolean()) {
                storage.documents("Note").save("n1", "{\"mail\":\"m3\"}");
                storage.documents("Other").save("x", "{}");
            }
            String before = storage.contents().hash();
            boolean keepsGoing = !isBackup && random.nextInt(3) == 0;
            try {
                if (isBackup) {
                    Backup.of(file).restoreInto(storage, policy);
                } else if (keepsGoing) {
                    storage.contents().importData(file, policy, bad -> {});
                } else {
                    storage.contents().importData(file, policy);
                }
                outcomes.merge(kind + " taken", 1, Integer::sum);
                ByteArrayOutputStream again = new ByteArrayOutputStream();
                storage.contents().exportData(again);
                try (Storage second = Storage.open("memory", Map.of())) {
                    second.contents().importData(new ByteArrayInputStream(again.toByteArray()), ConflictPolicy.FAIL);
                    if (!second.contents().hash().equals(storage.contents().hash())) {
                        wrong.add(where + "the second export differs");
                    }
                }
            } catch (StorageException e) {
                outcomes.merge(kind + " refused", 1, Integer::sum);
                if (!storage.contents().hash().equals(before)) {
                    wrong.add(where + "refused, but stored: " + e);
                }
            }
        }
        if (isBackup && random.nextInt(10) == 0) {
            Path restored = canary.place().resolve("restored.db");
            try {
                Backup.of(file).restoreTo(restored);
            } catch (StorageException e) {
                if (Files.exists(restored)) {
                    wrong.add(where + "refused, but restored");
                }
            }
        }
    }
}
