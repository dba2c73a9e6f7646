package io.sepia.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sepia.Backup;
import io.sepia.Storage;
import io.sepia.error.StorageException;
import io.sepia.internal.backend.file.FastDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills processes, and cuts their power, while they import, restore, migrate or salvage: the store is the old or the
 * new one. The system calls of each process are recorded once, and a state is what is there after the first k. The long
 * run: {@code ./mvnw test -Dtest=CutWorkTest -Dsepia.cuts=200}, {@code -Dsepia.seed=2}.
 */
class CutWorkTest {
    private static final int CUTS = Integer.getInteger("sepia.cuts", 8);
    private static final long SEED = Long.getLong("sepia.seed", 20_261_130);
    private static final String ABSENT = "absent";

    @TempDir(factory = FastDirectory.class)
    Path directory;

    private final List<String> wrong = new ArrayList<>();

    static Stream<CutWork> works() {
        Stream<CutWork> all = Stream.of(CutWork.values());
        return CUTS >= 100 ? all : all.limit(2);
    }

    @ParameterizedTest
    @MethodSource("works")
    void workCutShort_leavesTheOldStoreOrTheNew(CutWork work) throws Exception {
        assumeTrue(DiskTrace.isPossible(), "needs strace");
        Path source = Files.createDirectory(directory.resolve("source"));
        work.prepare(source);
        DiskModel[] disks = {new DiskModel(true), new DiskModel(false)};
        for (DiskModel each : disks) {
            each.begin(source);
        }
        Path acknowledgements = CutWork.acknowledgements(source);
        // Opening the old state must not change it for the process.
        Path old = directory.resolve("old");
        RecordedProgram.copy(source, old);
        String before = hash(old);
        DiskTrace trace = RecordedProgram.record(
                directory, source, acknowledgements, CutWork.class, List.of(work.name(), source.toString()));
        String after = hash(source);
        assertThat(after).isNotEqualTo(work == CutWork.SCHEMA ? ABSENT : before);
        int moments = trace.moments().size();
        int[] cuts = new Random(SEED).ints(CUTS, 1, moments + 1).sorted().toArray();
        boolean acknowledged = false;
        int at = 0;
        int done = 0;
        for (int i = 0; i < CUTS; i++) {
            for (; at < cuts[i]; at++) {
                DiskTrace.Moment moment = trace.moments().get(at);
                acknowledged |= moment.call().kind == DiskTrace.Kind.ACKNOWLEDGE;
                disks[0].next(moment);
                disks[1].next(moment);
            }
            Random random = Randoms.of(SEED + i);
            for (int kind = 0; kind < 3; kind++) {
                Path state = Files.createDirectory(directory.resolve("state"));
                if (kind == 0) {
                    disks[0].writeKilled(state, source.toString(), random);
                } else {
                    disks[kind - 1].write(state, source.toString(), random);
                }
                String where =
                        work + ", moment " + at + " of " + moments + ", way " + kind + ", seed " + (SEED + i) + ": ";
                Set<String> allowed = acknowledged ? Set.of(after) : Set.of(before, after);
                done += check(work, state, allowed, after, where) ? 1 : 0;
                RecordedProgram.delete(state);
            }
        }
        System.out.println(CUTS + " cuts of " + work + " in three ways, " + moments + " moments: " + done
                + " with the new store, " + wrong.size() + " errors");
        assertThat(wrong).isEmpty();
    }

    private static String hash(Path directory) {
        Path file = CutWork.store(directory);
        if (!Files.exists(file)) {
            return ABSENT;
        }
        try (Storage storage = Storage.open(file)) {
            return storage.contents().hash();
        }
    }

    private boolean check(CutWork work, Path state, Set<String> allowed, String after, String where) {
        boolean isNew = false;
        boolean exists = Files.exists(CutWork.store(state));
        try {
            if (!exists) {
                if (!allowed.contains(ABSENT)) {
                    wrong.add(where + "the file is lost");
                }
                return false;
            }
            try (Storage storage = Storage.open(CutWork.store(state))) {
                if (work == CutWork.BULK) {
                    CutWork.migrate(storage);
                    allowed = Set.of(after);
                }
                String found = storage.contents().hash();
                isNew = found.equals(after);
                boolean isEmpty = work == CutWork.RECOVER && storage.classes().isEmpty() && allowed.contains(ABSENT);
                if (!allowed.contains(found) && !isEmpty) {
                    wrong.add(where + "neither the old nor the new store: " + storage.classes());
                }
                var report = storage.contents().verify();
                if (!report.isSound()) {
                    wrong.add(where + report.findings());
                }
            }
            Path kept = state.resolve("store.db.before-migration");
            if (Files.exists(kept)) {
                Backup.of(kept).verify();
            }
        } catch (StorageException e) {
            wrong.add(where + e);
        }
        return isNew;
    }
}
