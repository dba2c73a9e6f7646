package io.sepia.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sepia.internal.backend.file.FastDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lets system calls of a process that writes to a store fail. {@code strace} injects the errors, a limit of the size of
 * files cuts writes short. The long run: {@code ./mvnw test -Dtest=InjectedErrorsTest -Dsepia.injections=500},
 * {@code -Dsepia.seed=2}.
 */
class InjectedErrorsTest {
    private static final int INJECTIONS = Integer.getInteger("sepia.injections", 6);
    private static final long SEED = Long.getLong("sepia.seed", 20_261_130);
    /** Of so many errors, some end a read and some a commit. */
    private static final int ENOUGH = 100;
    /** Each so manieth store is opened by the store itself. */
    private static final int STORES = 5;

    private static final List<String> CALLS = List.of(
            "pwrite64",
            "pwrite64",
            "pwrite64",
            "fsync",
            "fdatasync",
            "fsync,fdatasync",
            "ftruncate",
            "pread64",
            "openat",
            "newfstatat,fstat,statx,lstat,stat",
            "unlink,unlinkat",
            "rename,renameat2",
            "write",
            "fallocate",
            "access",
            "mmap",
            "close",
            "fcntl");

    private static final String[] ERRORS = {"EIO", "EIO", "ENOSPC", "EDQUOT", "EACCES", "ENOMEM", "EROFS"};

    @TempDir(factory = FastDirectory.class)
    Path directory;

    @Test
    void injectedErrors_loseNothingAndAreTyped() throws Exception {
        assumeTrue(DiskTrace.isPossible(), "needs strace");
        Map<String, String> options = Map.of(
                "wal_autocheckpoint",
                "20",
                "journal_size_limit",
                "20000",
                "events",
                "Page0,Page1",
                "changes",
                "on",
                "busy_timeout",
                "1000");
        LaneCheck check = new LaneCheck(options);
        Map<String, Integer> seen = new TreeMap<>();
        try (InjectedProcess worker = new InjectedProcess("store.db", options, new OfFiles())) {
            for (int i = 0; i < INJECTIONS; i++) {
                Random random = Randoms.of(SEED + i);
                Path place = Files.createDirectory(directory.resolve("case"));
                Path acknowledgements = directory.resolve("acknowledgements");
                Files.deleteIfExists(acknowledgements);
                String what = worker.run(place, acknowledgements, random);
                String where = "seed " + (SEED + i) + ", " + what + ": ";
                LaneCheck.Acknowledged acknowledged = new LaneCheck.Acknowledged();
                for (String line : Files.readAllLines(acknowledgements)) {
                    acknowledged.next(line);
                    seen.merge(line.split(" ", 2)[0], 1, Integer::sum);
                    if (line.startsWith("untyped")) {
                        check.wrong().add(where + line);
                    }
                    if (System.getProperty("sepia.print") != null
                            && line.matches("(open|unknown|failed) io.*|untyped.*")) {
                        System.out.println(where + line);
                    }
                }
                check.files(place, acknowledged, where);
                if (i % STORES == 0) {
                    check.byStore(place.resolve("store.db"), acknowledged, false, where);
                } else {
                    check.bySql(place.resolve("store.db"), acknowledged, false, where);
                }
                RecordedProgram.delete(place);
                if (check.wrong().size() > 40) {
                    break;
                }
            }
        }
        System.out.println(INJECTIONS + " injected errors: " + seen + "; " + check);
        assertThat(check.wrong()).isEmpty();
        if (INJECTIONS >= ENOUGH) {
            assertThat(seen).containsKeys("failed", "unknown");
        }
    }

    /** The calls of SQLite, and errors of them. */
    private static final class OfFiles implements InjectedProcess.Injections {
        @Override
        public List<String> calls() {
            return CALLS;
        }

        @Override
        public String error(String calls, Random random) {
            return ERRORS[random.nextInt(ERRORS.length)];
        }

        @Override
        public List<Path> paths(Path place, String calls, Random random) {
            List<Path> paths = new ArrayList<>(List.of(
                    place.resolve("store.db"),
                    place.resolve("store.db-wal"),
                    place.resolve("store.db-journal"),
                    place.resolve("export0.jsonl"),
                    place));
            if (random.nextInt(4) == 0) {
                paths.add(place.resolve("store.db-shm"));
            }
            return paths;
        }
    }
}
