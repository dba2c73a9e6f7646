package io.sepia.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sepia.Backup;
import io.sepia.Storage;
import io.sepia.document.StoredDocument;
import io.sepia.error.StorageException;
import io.sepia.internal.backend.file.FastDirectory;
import io.sepia.report.VerifyReport.Finding;
import io.sepia.report.VerifyReport.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
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
 * run: {@code ./mvnw test -Dtest=CutWorkTest -Dsepia.cuts=200}, {@code -Dsepia.seed=2}, {@code -Dsepia.work=SCHEMA}.
 */
class CutWorkTest {
    private static final int CUTS = Integer.getInteger("sepia.cuts", 5);
    private static final long SEED = Long.getLong("sepia.seed", 20_261_130);
    private static final String ABSENT = "absent";

    @TempDir(factory = FastDirectory.class)
    Path directory;

    private final List<String> wrong = new ArrayList<>();

    static Stream<CutWork> works() {
        String only = System.getProperty("sepia.work");
        if (only != null) {
            return Stream.of(CutWork.valueOf(only));
        }
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
                Set<String> allowed = new HashSet<>(acknowledged ? List.of(after) : List.of(before, after));
                done += check(work, state, allowed, acknowledged, after, where) ? 1 : 0;
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

    private boolean check(
            CutWork work, Path state, Set<String> allowed, boolean acknowledged, String after, String where) {
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
                    bulk(storage, acknowledged, where);
                } else {
                    String found = storage.contents().hash();
                    isNew = found.equals(after);
                    boolean isEmpty =
                            work == CutWork.RECOVER && storage.classes().isEmpty() && allowed.contains(ABSENT);
                    if (!allowed.contains(found) && !isEmpty) {
                        wrong.add(where + "neither the old nor the new store: " + storage.classes());
                    }
                }
                // The rows of the first version have no checksums.
                List<Finding> findings = storage.contents().verify().findings().stream()
                        .filter(each -> work != CutWork.SCHEMA || each.kind() != Kind.EDITED)
                        .toList();
                if (!findings.isEmpty()) {
                    wrong.add(where + findings);
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

    /** Each batch is a transaction, and a second migration completes the first. */
    private void bulk(Storage storage, boolean acknowledged, String where) {
        long before = forms(storage, "mail");
        if (before + forms(storage, "address") != CutWork.NOTES || acknowledged && before > 0) {
            wrong.add(where + before + " documents of the old form, " + forms(storage, "address") + " of the new");
        }
        CutWork.migrate(storage);
        if (forms(storage, "address") != CutWork.NOTES) {
            wrong.add(where + "the second migration left " + forms(storage, "mail") + " documents");
        }
    }

    private static long forms(Storage storage, String member) {
        try (Stream<StoredDocument> documents = storage.documents("Note").stream()) {
            return documents
                    .filter(each -> each.content()
                            .contains("\"" + member + "\":\"m" + each.key().id().substring(1) + "\""))
                    .count();
        }
    }
}
