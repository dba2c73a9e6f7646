package io.sepia.trial;

import io.sepia.internal.backend.file.FastDirectory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random programs of all verbs on three threads and two stores, with failures of the backend and of the application's
 * code, checked against what the programs were told. In the build with fixed seeds; the schedule of the threads still
 * differs from run to run, so a failure prints all that the programs did.
 *
 * <p>{@code ./mvnw test -Dtest=TrialTest -Dsepia.seconds=3600} runs an hour on each kind of place, or on the one that
 * {@code -Dsepia.place} names. It continues after the last seed in {@code docs/trial-runs.csv}, and adds its result.
 *
 * <p>{@code -Dsepia.seed=1374} repeats the rounds of the place whose first seed is 1374, as often as
 * {@code sepia.seconds} allows, or once. A failure names the seed.
 */
@Tag("alone")
class TrialTest {
    private static final long SECONDS = Long.getLong("sepia.seconds", 0);
    private static final String PLACE = System.getProperty("sepia.place", "");
    private static final long SEED = Long.getLong("sepia.seed", 0);

    @TempDir(factory = FastDirectory.class)
    Path directory;

    static Stream<Place.Kind> kinds() {
        return Arrays.stream(Place.Kind.values()).filter(each -> PLACE.isEmpty() || PLACE.equals(each.name()));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void randomPrograms_failingEverywhere_leaveWhatTheyWereTold(Place.Kind kind) throws Exception {
        if (SEED > 0) {
            repeat(kind);
            return;
        }
        if (SECONDS > 0) {
            runFor(kind);
            return;
        }
        Trial trial = new Trial(kind, directory, Mutant.NONE, Trial.FIRST);
        while (trial.next() < Trial.FIRST + Trial.ROUNDS) {
            trial.runSome();
        }
        System.out.println(trial);
    }

    private void repeat(Place.Kind kind) throws Exception {
        long begin = System.nanoTime();
        int times = 0;
        do {
            new Trial(kind, directory, Mutant.NONE, SEED).runSome();
            times++;
        } while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(SECONDS));
        System.out.printf("%s: seed %d, %d times%n", kind, SEED, times);
    }

    private void runFor(Place.Kind kind) throws Exception {
        long first = TrialRuns.next(kind);
        Trial trial = new Trial(kind, directory, Mutant.NONE, first);
        long begin = System.nanoTime();
        String outcome = "violation of the last seed";
        try {
            do {
                trial.runSome();
            } while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(SECONDS));
            outcome = "no violation";
        } finally {
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
            TrialRuns.add(kind, first, trial.next() - 1, seconds, trial.operations(), outcome);
        }
    }
}
