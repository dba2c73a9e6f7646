package io.sepia.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** Rounds with consecutive seeds on one kind of place, of which some share a place and most find it used. */
final class Trial {
    /** The first seed in the build. */
    static final long FIRST = 1;
    /** The number of rounds in the build. */
    static final int ROUNDS = 5;

    private static final int ROUNDS_PER_PLACE = 5;

    private final Place.Kind kind;
    private final Path directory;
    private final Mutant mutant;
    private final Map<Operation.Fate, Long> counts = new EnumMap<>(Operation.Fate.class);
    private long next;

    /** @param first the first seed */
    Trial(Place.Kind kind, Path directory, Mutant mutant, long first) {
        this.kind = kind;
        this.directory = directory;
        this.mutant = mutant;
        this.next = first;
    }

    /** Returns the next seed. */
    long next() {
        return next;
    }

    /**
     * Runs the rounds of one new place.
     *
     * @throws AssertionError if a rule was violated; its message says how to repeat the rounds
     */
    void runSome() throws IOException, InterruptedException {
        long first = next;
        try {
            runRounds();
        } catch (AssertionError e) {
            throw new AssertionError(
                    e.getMessage() + "\nRepeat with -Dtest=TrialTest -Dsepia.place=" + kind + " -Dsepia.seed=" + first
                            + " -Dsepia.seconds=60",
                    e);
        }
    }

    private void runRounds() throws IOException, InterruptedException {
        Faults faults = new Faults(next);
        Path own = Files.createTempDirectory(directory, kind + "-" + next);
        try (Place place = new Place(kind, own, faults, backend -> new FaultyBackend(backend, faults, mutant))) {
            for (int i = 0; i < ROUNDS_PER_PLACE; i++) {
                Round round = new Round(place, faults, mutant, next++);
                round.run();
                for (Operation.Fate fate : Operation.Fate.values()) {
                    counts.merge(fate, round.count(fate), Long::sum);
                }
            }
        }
    }

    /** Returns the number of operations so far. */
    long operations() {
        return counts.values().stream().mapToLong(each -> each).sum();
    }

    /** Returns the number of operations by what the programs were told of them. */
    @Override
    public String toString() {
        return kind + " " + counts;
    }
}
