package io.sepia.internal.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.sepia.Storage;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.StorageException;
import io.sepia.hostile.Randoms;
import io.sepia.internal.backend.file.FastDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Salvages mutated files and write-ahead logs: what is found was stored once, and errors are typed. The long run:
 * {@code ./mvnw test -Dtest=MutatedRecoveryTest -Dsepia.mutations=10000}, {@code -Dsepia.seed=2}.
 */
class MutatedRecoveryTest {
    private static final int MUTATIONS = Integer.getInteger("sepia.mutations", 150);
    private static final long SEED = Long.getLong("sepia.seed", 20_261_130);
    private static final int PAGE = 4_096;

    @TempDir(factory = FastDirectory.class)
    Path directory;

    private final Map<ObjectKey, List<String>> contents = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private byte[] file;
    private byte[] log;
    private int refused;
    private long salvaged;

    private void fill() throws IOException {
        Path store = directory.resolve("sound.db");
        try (Storage storage =
                Storage.open("sqlite", Map.of("database_path", store, "events", "N", "wal_autocheckpoint", 100_000))) {
            storage.documents("N").keepHistory(HistoryRule.ALL);
            for (int i = 0; i < 120; i++) {
                save(
                        storage,
                        "n" + i,
                        "{\"i\":" + i + ",\"text\":\"" + "text ".repeat(i % 30 == 0 ? 3_000 : i % 30) + "\"}");
            }
        }
        try (Storage storage = Storage.open(store)) {
            for (int i = 0; i < 40; i++) {
                save(storage, "n" + i, "{\"later\":" + i + "}");
                storage.documents("N").delete("n" + (i + 60));
            }
            // Nothing else uses the files, so no lock is lost by reading them.
            file = Files.readAllBytes(store);
            log = Files.readAllBytes(directory.resolve("sound.db-wal"));
        }
    }

    private void save(Storage storage, String id, String content) {
        storage.documents("N").save(id, content);
        contents.computeIfAbsent(new ObjectKey("N", id), key -> new ArrayList<>())
                .add(content);
    }

    private static byte[] mutated(byte[] sound, Random random) {
        byte[] bytes = sound.clone();
        int at = random.nextInt(bytes.length);
        int page = at / PAGE * PAGE;
        switch (random.nextInt(8)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> {
                for (int i = 0; i < 8; i++) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
            }
            case 2 -> bytes = Arrays.copyOf(bytes, at);
            case 3 -> Arrays.fill(bytes, page, Math.min(bytes.length, page + PAGE), (byte) random.nextInt(2));
            case 4 -> {
                // The numbers at the beginning of a page say how to read it.
                int begin = page == 0 ? 0 : page + random.nextInt(12);
                for (int i = 0; i < 4; i++) {
                    bytes[Math.min(bytes.length - 1, begin + random.nextInt(120))] = (byte) (random.nextInt(4) - 1);
                }
            }
            case 5 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 10), (byte) 0xff);
            case 6 -> {
                byte[] noise = new byte[Math.min(PAGE, bytes.length - page)];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, bytes, page, noise.length);
            }
            default -> {
                int other = random.nextInt(bytes.length / PAGE) * PAGE;
                System.arraycopy(sound, other, bytes, page, Math.min(PAGE, bytes.length - Math.max(page, other)));
            }
        }
        return bytes;
    }

    @Test
    void recover_mutatedFiles_findsWhatWasStoredOrIsRefused() throws IOException {
        fill();
        assertThat(recovered(file, log)).as("of the sound file").isEqualTo(80);
        for (int i = 0; i < MUTATIONS; i++) {
            long seed = SEED + i;
            Random random = Randoms.of(seed);
            int kind = random.nextInt(4);
            byte[] mutatedFile = kind < 3 ? mutated(file, random) : file;
            byte[] mutatedLog = kind == 2 ? new byte[0] : kind > 0 ? mutated(log, random) : log;
            try {
                assertTimeoutPreemptively(Duration.ofSeconds(60), () -> salvaged += recovered(mutatedFile, mutatedLog));
            } catch (StorageException e) {
                refused++;
            } catch (Throwable e) {
                wrong.add("seed " + seed + ": " + e + " at "
                        + Arrays.stream(e.getStackTrace()).limit(5).toList());
            }
        }
        System.out.println(MUTATIONS + " mutated files: " + salvaged / MUTATIONS
                + " documents salvaged on average, 80 of the sound one, " + refused + " files refused, " + wrong.size()
                + " errors");
        assertThat(wrong).isEmpty();
    }

    private long recovered(byte[] damagedFile, byte[] damagedLog) throws IOException {
        Path damaged = directory.resolve("damaged.db");
        Files.write(damaged, damagedFile);
        Files.write(directory.resolve("damaged.db-wal"), damagedLog);
        try (Storage storage = Storage.open("memory", Map.of())) {
            storage.contents().recover(damaged);
            try (Stream<StoredDocument> found = storage.documents("N").stream()) {
                found.forEach(each -> {
                    if (!contents.getOrDefault(each.key(), List.of()).contains(each.content())) {
                        wrong.add(each.key() + " has a content that was never stored");
                    }
                });
            }
            return storage.documents("N").count();
        }
    }
}
