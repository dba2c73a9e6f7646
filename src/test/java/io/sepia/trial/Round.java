package io.sepia.trial;

import io.sepia.change.ChangeCursor;
import io.sepia.document.HistoryRule;
import io.sepia.error.StorageException;
import io.sepia.trial.Subject.Kept;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Runs the programs of one seed on the stores of a place, and checks what they have left when all have ended. */
final class Round {
    private static final int THREADS = 3;
    private static final int OPERATIONS = 25;
    private static final long LONGEST_SECONDS = 60;
    private static final long NOTICE_SECONDS = 10;
    private static final long FOREIGN_SECONDS = 4;
    private static final long STALENESS_MILLIS = 60;
    private static final int SHOWN = 12;

    private final Place place;
    private final Faults faults;
    private final Mutant mutant;
    private final long seed;
    private final Journal journal;

    Round(Place place, Faults faults, Mutant mutant, long seed) {
        this.place = place;
        this.faults = faults;
        this.mutant = mutant;
        this.seed = seed;
        this.journal = new Journal(
                "r" + seed + ".",
                place.stores.get(0).documents("note").historyRule().isPresent());
    }

    /**
     * Runs the round.
     *
     * @throws AssertionError if a rule was violated; names the seed, the violations and all operations
     */
    void run() throws InterruptedException {
        ChangeCursor from = place.stores.get(0).changes().end();
        List<AutoCloseable> subscriptions = new ArrayList<>();
        CountDownLatch fences = new CountDownLatch(place.stores.size());
        for (int i = 0; i < place.stores.size(); i++) {
            int store = i;
            subscriptions.add(place.stores.get(i).changes().onChange(mutant.around(notice -> {
                journal.received(store, notice);
                if (notice.key().id().equals("fence" + store) && !notice.foreign()) {
                    fences.countDown();
                }
            })));
        }
        place.stores.get(0).documents(StoreVerbs.ASIDE).keepHistory(HistoryRule.ALL);
        faults.on(true);
        runPrograms();
        faults.on(false);
        for (int i = 0; i < place.stores.size(); i++) {
            Kept fence = new Kept();
            fence.id = "fence" + i;
            place.stores.get(i).save(fence);
        }
        if (!fences.await(NOTICE_SECONDS, TimeUnit.SECONDS)) {
            journal.violation("the notice of a later save does not arrive");
        }
        for (int i = 0; i < place.stores.size(); i++) {
            place.stores.get(i).delete(Kept.class, "fence" + i);
        }
        Picture picture = new Picture(place.stores.get(0), journal, from);
        NoticeCheck notices = new NoticeCheck(journal, picture, place.logsExternalChanges());
        awaitNotices(notices);
        try {
            new LifeCheck(journal, picture).run();
            new LogCheck(journal, picture).run();
            notices.run();
            new ViewCheck(journal, picture).run(place.stores);
        } catch (StorageException e) {
            journal.violation("what is stored cannot be read: " + e);
        }
        report();
        for (AutoCloseable each : subscriptions) {
            close(each);
        }
        place.stores.get(0).clear();
    }

    /** Waits until external changes were noticed, and for longer than the cache may fail to notice them. */
    private void awaitNotices(NoticeCheck notices) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(FOREIGN_SECONDS);
        if (place.logsExternalChanges()) {
            do {
                Thread.sleep(STALENESS_MILLIS);
            } while (!notices.isComplete() && System.nanoTime() < deadline);
        }
    }

    private static void close(AutoCloseable subscription) {
        try {
            subscription.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void runPrograms() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(new Thread(new Program(place, journal, i, OPERATIONS, seed), "trial-" + i));
        }
        threads.forEach(Thread::start);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
        for (Thread each : threads) {
            each.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            if (each.isAlive()) {
                String frames = List.of(each.getStackTrace()).stream()
                        .map(frame -> "\n    at " + frame)
                        .collect(Collectors.joining());
                journal.violation(each.getName() + " does not end:" + frames);
                threads.forEach(Thread::interrupt);
                report();
            }
        }
    }

    private void report() {
        Collection<String> violations = journal.violations();
        if (violations.isEmpty()) {
            return;
        }
        StringBuilder text = new StringBuilder("Seed " + seed + " on " + place.kind + ":");
        violations.stream().limit(SHOWN).forEach(each -> text.append("\n- ").append(each));
        text.append("\nOperations:");
        journal.operations().forEach(each -> text.append("\n  ").append(each));
        throw new AssertionError(text.toString());
    }

    /** Returns the number of operations that ended as a program was told. */
    long count(Operation.Fate fate) {
        return journal.operations().stream().filter(each -> each.fate == fate).count();
    }
}
