package io.sepia.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sepia.internal.backend.file.FastDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Opens directory stores as power cuts leave them, as {@link PowerCutTest} opens SQLite stores. The long run:
 * {@code ./mvnw test -Dtest=DirectoryPowerCutTest -Dsepia.states=5000}, {@code -Dsepia.seed=2}.
 */
class DirectoryPowerCutTest {
    private static final int STATES = Integer.getInteger("sepia.states", 60);
    private static final long SEED = Long.getLong("sepia.seed", 20_261_130);
    private static final int CYCLES = Integer.getInteger("sepia.cycles", 2);
    private static final int TRANSACTIONS = Integer.getInteger("sepia.transactions", STATES >= 1_000 ? 30 : 9);

    @TempDir(factory = FastDirectory.class)
    Path directory;

    /** @param keepsOrder whether the file system makes names durable in their order */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void powerCut_statesOfTheDirectory_areWholeAndContainWhatWasAcknowledged(boolean keepsOrder) throws Exception {
        assumeTrue(DiskTrace.isPossible(), "needs strace");
        Map<String, String> options = Map.of(LaneWriter.DIRECTORY, "true", "events", "Page0,Page1", "changes", "on");
        Path source = Files.createDirectory(directory.resolve("source"));
        Path acknowledgements = directory.resolve("acknowledgements");
        List<String> arguments = new java.util.ArrayList<>(List.of(
                source.resolve("store").toString(),
                acknowledgements.toString(),
                Integer.toString(CYCLES),
                Integer.toString(TRANSACTIONS)));
        options.forEach((name, value) -> arguments.add(name + "=" + value));
        DiskTrace trace = RecordedProgram.record(directory, source, acknowledgements, LaneWriter.class, arguments);
        RecordedProgram.deleteTree(source);

        int states = STATES / 2;
        int moments = trace.moments().size();
        int[] cuts = new Random(SEED).ints(states, 1, moments + 1).sorted().toArray();
        DirectoryModel disk = new DirectoryModel(source, keepsOrder);
        LaneCheck check = new LaneCheck(options);
        LaneCheck.Acknowledged acknowledged = new LaneCheck.Acknowledged();
        int at = 0;
        for (int i = 0; i < states; i++) {
            for (; at < cuts[i]; at++) {
                DiskTrace.Moment moment = trace.moments().get(at);
                disk.next(moment);
                if (!moment.isEnd() && moment.call().kind == DiskTrace.Kind.ACKNOWLEDGE) {
                    acknowledged.next(moment.call().target);
                }
            }
            String where =
                    "keepsOrder " + keepsOrder + ", moment " + at + " of " + moments + ", seed " + (SEED + i) + ": ";
            Path state = Files.createDirectory(directory.resolve("state"));
            disk.write(state, Randoms.of(SEED + i));
            int wrong = check.wrong().size();
            check.byStore(state.resolve("store"), acknowledged, false, where);
            // What recovery has written is opened, too.
            check.byStore(state.resolve("store"), acknowledged, false, where + "again: ");
            if (check.wrong().size() > wrong && System.getProperty("sepia.keep") != null) {
                Path kept = Path.of(System.getProperty("sepia.keep"));
                RecordedProgram.deleteTree(kept);
                disk.write(Files.createDirectories(kept), Randoms.of(SEED + i));
                break;
            }
            RecordedProgram.deleteTree(state);
            if (check.wrong().size() > 40) {
                break;
            }
        }
        System.out.println(states + " states, keepsOrder " + keepsOrder + ", " + moments + " moments: " + check);
        assertThat(check.wrong()).isEmpty();
    }
}
