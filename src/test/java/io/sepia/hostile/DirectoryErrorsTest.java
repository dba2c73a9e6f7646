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
 * Lets system calls of a process that writes to a directory store fail, as {@link InjectedErrorsTest} does to SQLite.
 * The long run: {@code ./mvnw test -Dtest=DirectoryErrorsTest -Dsepia.injections=500}, {@code -Dsepia.seed=2}.
 */
class DirectoryErrorsTest {
    private static final int INJECTIONS = Integer.getInteger("sepia.injections", 6);
    private static final long SEED = Long.getLong("sepia.seed", 20_261_130);

    @TempDir(factory = FastDirectory.class)
    Path directory;

    /** The calls of a directory store. Those that also others make in the process are limited to known files. */
    private static final class OfDirectories implements InjectedProcess.Injections {
        private static final List<String> ERRORS =
                List.of("EIO", "EIO", "ENOSPC", "EDQUOT", "EACCES", "ENOMEM", "EROFS", "EMFILE");

        @Override
        public List<String> calls() {
            return List.of(
                    "fsync",
                    "fsync",
                    "ftruncate",
                    "rename",
                    "rename",
                    "mkdir",
                    "symlink",
                    "unlink",
                    "rmdir",
                    "write",
                    "write",
                    "openat",
                    "openat",
                    "read",
                    "newfstatat,fstat,statx,lstat,stat",
                    "newfstatat,fstat,statx,lstat,stat",
                    "getdents64",
                    "lseek",
                    "access",
                    "fcntl");
        }

        @Override
        public String error(String calls, Random random) {
            return calls.equals("rename") && random.nextBoolean() ? "EXDEV" : ERRORS.get(random.nextInt(ERRORS.size()));
        }

        @Override
        public List<Path> paths(Path place, String calls, Random random) {
            if (List.of("fsync", "ftruncate", "rename", "mkdir", "symlink", "unlink", "rmdir")
                            .contains(calls)
                    && random.nextInt(3) > 0) {
                return List.of();
            }
            Path store = place.resolve("store");
            List<Path> paths = new ArrayList<>(List.of(store, store.resolve(".sepia-journal")));
            if (random.nextInt(4) == 0) {
                paths.add(store.resolve(".sepia-lock"));
            }
            for (int lane = 0; lane < LaneWriter.LANES; lane++) {
                Path pages = store.resolve(LaneWriter.page(lane));
                Path books = store.resolve(LaneWriter.book(lane));
                paths.addAll(List.of(pages, books, books.resolve("book"), books.resolve("book/data.json")));
                for (int i = 0; i <= LaneWriter.PAGES; i++) {
                    paths.add(pages.resolve(LaneWriter.pageId(i)));
                }
                Path events = store.resolve(".events").resolve(LaneWriter.page(lane));
                Path generations = store.resolve(".generations").resolve(LaneWriter.book(lane));
                paths.addAll(
                        List.of(events, events.resolve("p0.jsonl"), generations, generations.resolve("book.jsonl")));
            }
            return paths;
        }
    }

    @Test
    void injectedErrors_loseNothingAndAreTyped() throws Exception {
        assumeTrue(DiskTrace.isPossible(), "needs strace");
        Map<String, String> options =
                Map.of(LaneWriter.DIRECTORY, "true", "events", "Page0,Page1", "changes", "on", "busy_timeout", "1000");
        LaneCheck check = new LaneCheck(options);
        Map<String, Integer> seen = new TreeMap<>();
        try (InjectedProcess process = new InjectedProcess("store", options, new OfDirectories())) {
            for (int i = 0; i < INJECTIONS; i++) {
                Path place = Files.createDirectory(directory.resolve("case"));
                Path acknowledgements = directory.resolve("acknowledgements");
                Files.deleteIfExists(acknowledgements);
                String where =
                        "seed " + (SEED + i) + ", " + process.run(place, acknowledgements, Randoms.of(SEED + i)) + ": ";
                LaneCheck.Acknowledged acknowledged = new LaneCheck.Acknowledged();
                for (String line : Files.readAllLines(acknowledgements)) {
                    acknowledged.next(line);
                    seen.merge(line.split(" ", 2)[0], 1, Integer::sum);
                    if (line.startsWith("untyped")) {
                        check.wrong().add(where + line);
                    }
                    if (System.getProperty("sepia.print") != null && !line.matches("(ack|export|archive|forgot) .*")) {
                        System.out.println(where + line);
                    }
                }
                check.byStore(place.resolve("store"), acknowledged, false, where);
                if (check.wrong().size() > 40) {
                    break;
                }
                RecordedProgram.deleteTree(place);
            }
        }
        System.out.println(INJECTIONS + " injected errors: " + seen + "; " + check);
        assertThat(check.wrong()).isEmpty();
    }
}
