package io.sepia.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.internal.backend.file.FastDirectory;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Shows that the trial finds each mutant within a second, or a few. The rules that the mutants break:
 *
 * <ul>
 *   <li>Nothing is published before the commit: {@code PUBLISHES_EARLY}, {@code KEEPS_CACHED_DOCUMENTS}.
 *   <li>Objects of the application have their ids and versions back after a failure: {@code UNDOES_NOTHING}.
 *   <li>A verb and a transaction are all or nothing: {@code WRITES_A_PART}, {@code WRITES_TWICE},
 *       {@code CLEARS_A_PART}, {@code IMPORTS_A_PART}, {@code FORGETS_A_PART}, {@code COLLECTS_TOO_MUCH},
 *       {@code IGNORES_SAVEPOINTS}, {@code COMMITS_ROLLED_BACK}, {@code REPORTS_ROLLED_BACK_AS_DONE}.
 *   <li>Numbers are given once, and no update is lost: {@code GIVES_A_VERSION_TWICE}, {@code GIVES_A_GENERATION_TWICE},
 *       {@code ACCEPTS_STALE_VERSIONS}.
 *   <li>An export and a copy contain each object of one moment once: {@code EXPORTS_TWO_MOMENTS},
 *       {@code COPIES_A_PART}, {@code EXPORTS_TWICE}.
 *   <li>Indexes and references agree with the contents: {@code STORES_EQUAL_VALUES}, {@code LOSES_REFERENCES}.
 *   <li>Each change has one event: {@code LOSES_EVENTS}, {@code REPEATS_EVENTS}.
 *   <li>Each change is notified once, in order, by the store that made it: {@code REORDERS_NOTICES},
 *       {@code LOSES_NOTICES}, {@code CALLS_OWN_CHANGES_EXTERNAL}.
 * </ul>
 */
@Tag("alone")
class MutantTest {
    /** Some mutants are found in one of several rounds only. */
    private static final int SEEDS = 60 * Trial.ROUNDS;

    @TempDir(factory = FastDirectory.class)
    Path directory;

    @ParameterizedTest
    @EnumSource
    void trial_storeThatBreaksARule_findsIt(RuleBreaker mutant) throws Exception {
        Trial trial = new Trial(mutant.kind, directory, mutant, Trial.FIRST);
        StringBuilder found = new StringBuilder();
        while (trial.next() < Trial.FIRST + SEEDS && !mutant.isFoundIn(found.toString())) {
            try {
                trial.runSome();
            } catch (AssertionError e) {
                found.append(e.getMessage(), 0, e.getMessage().indexOf("\nOperations:"))
                        .append('\n');
            }
        }
        System.out.printf("%s at seed %d%n", mutant, trial.next() - 1);
        assertThat(mutant.isFoundIn(found.toString()))
                .as("%s, which should say '%s', but was: %s", mutant, mutant.finding, found)
                .isTrue();
    }
}
