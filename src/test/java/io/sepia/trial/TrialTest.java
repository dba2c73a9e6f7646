package io.sepia.trial;

import io.sepia.internal.backend.file.FastDirectory;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random programs with fixed seeds. */
@Tag("alone")
class TrialTest {
    @TempDir(factory = FastDirectory.class)
    Path directory;

    @ParameterizedTest
    @EnumSource
    void randomPrograms_failingEverywhere_leaveWhatTheyWereTold(Place.Kind kind) throws Exception {
        Trial trial = new Trial(kind, directory, Mutant.NONE, Long.getLong("sepia.seed", 1));
        long begin = System.nanoTime();
        int places = Integer.getInteger("sepia.places", 2);
        for (int i = 0; i < places; i++) {
            trial.runSome();
        }
        System.out.printf("%s in %d ms%n", trial, (System.nanoTime() - begin) / 1_000_000);
    }
}
