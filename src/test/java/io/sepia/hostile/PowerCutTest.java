package io.sepia.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sepia.internal.backend.file.FastDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Opens stores as power cuts leave them. The writes and syncs of a process are recorded by {@code strace}, and a state
 * is what was on the disk at a moment: everything synced, and a part of what was not. The long run: {@code ./mvnw test
 * -Dtest=PowerCutTest -Dsepia.states=20000}, {@code -Dsepia.seed=2}.
 */
class PowerCutTest {
    private static final int STATES = Integer.getInteger("sepia.states", 60);
    private static final boolean IS_LONG = STATES >= 1_000;
    private static final long SEED = Long.getLong("sepia.seed", 20_261_130);
    /** Each so manieth state is opened by the store itself. */
    private static final int STORES = 20;

    private static final int CYCLES = Integer.getInteger("sepia.cycles", IS_LONG ? 5 : 1);
    private static final int TRANSACTIONS = Integer.getInteger("sepia.transactions", IS_LONG ? 40 : 15);

    @TempDir(factory = FastDirectory.class)
    Path directory;

    static Stream<Arguments> settings() {
        Stream<Arguments> all = Stream.of(
                Arguments.of("WAL", "FULL", false, 8),
                Arguments.of("DELETE", "FULL", false, 4),
                Arguments.of("TRUNCATE", "FULL", false, 2),
                Arguments.of("WAL", "FULL", true, 8),
                Arguments.of("WAL", "NORMAL", true, 4),
                Arguments.of("PERSIST", "FULL", true, 2));
        return IS_LONG ? all : all.limit(3);
    }

    /** @param share of 28 parts of the states */
    @ParameterizedTest
    @MethodSource("settings")
    void powerCut_statesOfTheDisk_areWholeAndContainWhatWasAcknowledged(
            String journal, String synchronous, boolean keepsOrder, int share) throws Exception {
        assumeTrue(DiskTrace.isPossible(), "needs strace");
        Map<String, String> options = Map.of(
                "journal_mode",
                journal,
                "synchronous",
                synchronous,
                "wal_autocheckpoint",
                "30",
                "journal_size_limit",
                "20000",
                "events",
                "Page0,Page1",
                "changes",
                "on");
        DiskTrace trace = record(options);
        int states = STATES * share / 28;
        boolean mayLose = synchronous.equals("NORMAL");
        int moments = trace.moments().size();
        int[] cuts = new Random(SEED).ints(states, 1, moments + 1).sorted().toArray();
        DiskModel disk = new DiskModel(keepsOrder);
        LaneCheck check = new LaneCheck(options);
        LaneCheck.Acknowledged acknowledged = new LaneCheck.Acknowledged();
        int at = 0;
        for (int i = 0; i < states; i++) {
            for (; at < cuts[i]; at++) {
                DiskTrace.Moment moment = trace.moments().get(at);
                disk.next(moment);
                if (!moment.isEnd() && moment.call().kind == DiskTrace.Kind.ACKNOWLEDGE) {
                    acknowledged.next(moment.call().target);
                    if (moment.call().target.startsWith("forgot")) {
                        afterForgetting(disk, check, acknowledged, mayLose, journal + ", moment " + at);
                    }
                }
            }
            String where = journal + " " + synchronous + " " + keepsOrder + ", moment " + at + " of " + moments
                    + ", seed " + (SEED + i) + ": ";
            Path state = Files.createDirectory(directory.resolve("state"));
            disk.write(state, source().toString(), Randoms.of(SEED + i));
            check.files(state, acknowledged, where);
            Path file = state.resolve("store.db");
            if (i % STORES == 0) {
                check.byStore(file, acknowledged, mayLose, where);
            } else {
                check.bySql(file, acknowledged, mayLose, where);
            }
            RecordedProgram.delete(state);
        }
        System.out.println(states + " states, " + journal + ", " + synchronous + ", " + moments + " moments: " + check);
        assertThat(check.wrong()).isEmpty();
    }

    /** Examines states of the moment at which contents must be gone, which few random moments meet. */
    private void afterForgetting(
            DiskModel disk, LaneCheck check, LaneCheck.Acknowledged acknowledged, boolean mayLose, String moment)
            throws IOException {
        for (int i = 0; i < 5; i++) {
            String where = moment + ", forgotten, seed " + (SEED + i) + ": ";
            Path state = Files.createDirectory(directory.resolve("state"));
            disk.write(state, source().toString(), Randoms.of(SEED + i));
            check.files(state, acknowledged, where);
            check.bySql(state.resolve("store.db"), acknowledged, mayLose, where);
            RecordedProgram.delete(state);
        }
    }

    private Path source() {
        return directory.resolve("source");
    }

    private DiskTrace record(Map<String, String> options) throws Exception {
        Files.createDirectory(source());
        Path acknowledgements = directory.resolve("acknowledgements");
        List<String> arguments = new ArrayList<>(List.of(
                source().resolve("store.db").toString(),
                acknowledgements.toString(),
                Integer.toString(CYCLES),
                Integer.toString(TRANSACTIONS)));
        options.forEach((name, value) -> arguments.add(name + "=" + value));
        DiskTrace trace = RecordedProgram.record(directory, source(), acknowledgements, LaneWriter.class, arguments);
        RecordedProgram.delete(source());
        return trace;
    }
}
