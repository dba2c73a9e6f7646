package io.sepia.trial;

import io.sepia.StorageOperations;
import io.sepia.trial.Operation.Step;
import io.sepia.trial.Subject.Person;
import java.util.Random;

/** The steps of one program: chosen at random, run, and recorded with what the program was told. */
final class Steps {
    private final Journal journal;
    private final Random random;
    private final Choice choice;
    private final SaveSteps saves;
    private final DeleteSteps deletes;

    Steps(Journal journal, Random random) {
        this.journal = journal;
        this.random = random;
        this.choice = new Choice(journal, random);
        this.saves = new SaveSteps(journal, random, choice);
        this.deletes = new DeleteSteps(random, choice);
    }

    /** What a step does with its objects. */
    @FunctionalInterface
    private interface Verb {
        void run(StorageOperations on, Step step, Watched watched);
    }

    /**
     * Runs a random step.
     *
     * @param watched receives the objects of the application that the step hands to the store
     */
    void run(StorageOperations on, Operation operation, Watched watched) {
        run(on, operation, watched, choose());
    }

    /** Saves more objects than the store writes in one call. If that fails, which is usual, the transaction goes on. */
    void tryBatch(StorageOperations on, Operation operation, Watched watched) {
        try {
            run(on, operation, watched, saves::saveBatch);
        } catch (RuntimeException e) {
            operation.steps.get(operation.steps.size() - 1).failure = e;
        }
    }

    private void run(StorageOperations on, Operation operation, Watched watched, Verb verb) {
        Step step = new Step(operation);
        Watched own = new Watched();
        try {
            verb.run(on, step, own);
            step.done = true;
        } catch (Throwable e) {
            step.failure = e;
            own.checkUnchanged(journal, operation.name + " " + step);
            throw e;
        } finally {
            watched.addAll(own);
        }
        own.checkAdvanced(journal, step);
    }

    private Verb choose() {
        int dice = random.nextInt(100);
        if (dice < 21) {
            return saves::saveOne;
        } else if (dice < 25) {
            return saves::saveTwins;
        } else if (dice < 33) {
            return saves::saveOther;
        } else if (dice < 39) {
            return saves::change;
        } else if (dice < 44) {
            return saves::saveGraph;
        } else if (dice < 50) {
            return saves::saveMany;
        } else if (dice < 55) {
            return saves::saveBatch;
        } else if (dice < 63) {
            return saves::savePair;
        } else if (dice < 69) {
            return saves::saveDocument;
        } else if (dice < 73) {
            return saves::restore;
        } else if (dice < 76) {
            return saves::logActivity;
        } else if (dice < 86) {
            return deletes::deleteOne;
        } else if (dice < 90) {
            return deletes::deleteMany;
        } else if (dice < 92) {
            return deletes::clear;
        }
        return (on, step, watched) -> {
            step.text = "read";
            read(on, step.operation, false);
        };
    }

    /**
     * Reads at random.
     *
     * @param committed whether the reader sees committed states only
     */
    void read(StorageOperations on, Operation operation, boolean committed) {
        Reads reads = new Reads(journal, operation, committed);
        switch (random.nextInt(6)) {
            case 0 -> reads.pair(on);
            case 1 -> {
                if (random.nextBoolean()) {
                    reads.latest(on, "kept", choice.id("k"));
                } else {
                    reads.latest(on, "team", random.nextBoolean() ? choice.id("t") : journal.prefix + "left");
                }
            }
            case 2 -> reads.all(on);
            case 3 -> reads.query(on, choice.mail());
            default -> choice.memory().remember(reads.person(on, choice.id("p")));
        }
    }

    /** Reads an object that the program will probably write next, or has just written, so that it may be cached. */
    void readAgain(StorageOperations on, Operation operation) {
        String id = choice.memory().person(() -> new Person()).id;
        Reads reads = new Reads(journal, operation, true);
        choice.memory().remember(reads.person(on, id == null ? choice.id("p") : id));
        reads.latest(on, "team", journal.prefix + "left");
    }

    /** Returns whether something happens that should happen once in {@code times}. */
    boolean once(int times) {
        return random.nextInt(times) == 0;
    }

    int upTo(int most) {
        return choice.upTo(most);
    }
}
