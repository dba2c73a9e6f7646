package io.sepia.trial;

import io.sepia.Storage;
import io.sepia.StorageOperations;
import io.sepia.Transactions;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.MissingReferenceException;
import io.sepia.error.OutcomeUnknownException;
import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import io.sepia.query.IndexDefinition;
import io.sepia.trial.Operation.Fate;
import io.sepia.trial.Subject.OnPurpose;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/** What one thread does in a round: operations at random, and the record of what it was told. */
final class Program implements Runnable {
    private static final int INTERRUPTS = 40;

    private final Place place;
    private final Journal journal;
    private final String name;
    private final int operations;
    private final Random random;
    private final Steps steps;
    private final int preferred;

    /** @param number the number of the thread */
    Program(Place place, Journal journal, int number, int operations, long seed) {
        this.place = place;
        this.journal = journal;
        this.name = journal.prefix + number;
        this.operations = operations;
        this.random = new Random(seed * 31 + number);
        this.steps = new Steps(journal, random);
        this.preferred = number;
    }

    @Override
    public void run() {
        for (int i = 0; i < operations; i++) {
            int store = (steps.once(4) ? preferred + 1 : preferred) % place.stores.size();
            Storage storage = place.stores.get(store);
            int dice = random.nextInt(100);
            if (dice < 40) {
                boolean again = steps.once(2);
                if (again) {
                    run(new Operation(name + "." + i + "a", store, "read", journal.tick()), new Again(storage));
                }
                run(new Operation(name + "." + i, store, "verb", journal.tick()), new Verb(storage));
                if (again) {
                    run(new Operation(name + "." + i + "b", store, "read", journal.tick()), new Again(storage));
                }
            } else if (dice < 52) {
                run(new Operation(name + "." + i, store, "read", journal.tick()), new Read(storage));
            } else if (dice < 54) {
                run(new Operation(name + "." + i, store, "index", journal.tick()), new Indexing(storage));
            } else if (dice < 56) {
                Operation operation = new Operation(name + "." + i, store, "store", journal.tick());
                run(operation, (same, watched) -> new StoreVerbs(storage, journal, same).run(random));
            } else if (dice < 60) {
                run(new Operation(name + "." + i, store, "read-only", journal.tick()), new ReadOnly(storage));
            } else if (dice < 74 || !place.canJoin()) {
                run(new Operation(name + "." + i, store, "own", journal.tick()), new Own(storage));
            } else {
                run(new Operation(name + "." + i, store, "joined", journal.tick()), new Joined(store));
            }
        }
    }

    /** A way to run an operation. Throws unless it was committed. */
    private interface Way {
        void run(Operation operation, Watched watched);

        /** Returns what a failure tells of the transaction. */
        default Fate fate(Throwable failure) {
            for (Throwable each = failure; each != null; each = each.getCause()) {
                if (each instanceof OutcomeUnknownException) {
                    return Fate.UNKNOWN;
                }
            }
            return Fate.REFUSED;
        }
    }

    private void run(Operation operation, Way way) {
        journal.add(operation);
        Watched watched = new Watched();
        operation.interrupted = steps.once(INTERRUPTS);
        try {
            if (operation.interrupted) {
                Thread.currentThread().interrupt();
            }
            way.run(operation, watched);
            operation.fate = Fate.COMMITTED;
        } catch (Throwable e) {
            Thread.interrupted();
            operation.failure = e;
            operation.fate = way.fate(e);
            watched.checkUnchanged(journal, operation.toString());
            if (!isExpected(operation, e)) {
                journal.violation("unexpected failure of " + operation + ": " + trace(e));
            }
        } finally {
            Thread.interrupted();
            operation.endedAt = Instant.now();
            operation.ended = journal.tick();
        }
    }

    private static String trace(Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            text.append("\n    ").append(each);
            StackTraceElement[] frames = each.getStackTrace();
            for (int i = 0; i < Math.min(14, frames.length); i++) {
                text.append("\n      at ").append(frames[i]);
            }
        }
        return text.toString();
    }

    private static boolean isExpected(Operation operation, Throwable failure) {
        if (Faults.isInjected(failure)) {
            return true;
        }
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof OnPurpose) {
                return true;
            }
        }
        if (failure instanceof PersistenceException && operation.interrupted && operation.steps.isEmpty()) {
            // The application's own pool gave no connection to begin with.
            return true;
        }
        if (failure instanceof IllegalStateException || failure instanceof PersistenceException) {
            // The transaction refuses to go on after an operation of it failed.
            return operation.steps.stream().anyMatch(each -> each.failure != null && each.failure != failure);
        }
        return failure instanceof StorageException
                && (operation.interrupted || !(failure instanceof StorageFailureException))
                && !(failure instanceof DamagedDocumentException)
                && !(failure instanceof MissingReferenceException);
    }

    /** Runs some steps of one transaction, some of which fail and are caught. */
    private void several(StorageOperations on, Operation operation, Watched watched) {
        for (int i = steps.upTo(4); i > 0; i--) {
            boolean catching = !steps.once(3);
            try {
                steps.run(on, operation, watched);
            } catch (RuntimeException e) {
                if (!catching) {
                    throw e;
                }
            }
        }
        if (steps.once(7)) {
            throw new OnPurpose();
        }
    }

    private final class Verb implements Way {
        private final Storage storage;

        Verb(Storage storage) {
            this.storage = storage;
        }

        @Override
        public void run(Operation operation, Watched watched) {
            steps.run(storage, operation, watched);
        }
    }

    private final class Read implements Way {
        private final Storage storage;

        Read(Storage storage) {
            this.storage = storage;
        }

        @Override
        public void run(Operation operation, Watched watched) {
            steps.read(steps.once(3) ? storage.fresh() : storage, operation, true);
        }
    }

    private final class Again implements Way {
        private final Storage storage;

        Again(Storage storage) {
            this.storage = storage;
        }

        @Override
        public void run(Operation operation, Watched watched) {
            steps.readAgain(storage, operation);
        }
    }

    /** Adds or drops an index. */
    private final class Indexing implements Way {
        private final Storage storage;

        Indexing(Storage storage) {
            this.storage = storage;
        }

        @Override
        public void run(Operation operation, Watched watched) {
            IndexDefinition index = IndexDefinition.of("note", "stamp");
            if (steps.once(2)) {
                storage.indexes().add(index);
            } else {
                storage.indexes().drop(index);
            }
        }
    }

    private final class ReadOnly implements Way {
        private final Storage storage;

        ReadOnly(Storage storage) {
            this.storage = storage;
        }

        @Override
        public void run(Operation operation, Watched watched) {
            storage.transactions().readOnly().use(tx -> {
                for (int i = 0; i < 3; i++) {
                    steps.read(tx, operation, true);
                }
            });
        }
    }

    /** A transaction that the store begins, some of them with a name, by which an unknown outcome is looked up. */
    private final class Own implements Way {
        private final Storage storage;
        private final boolean named = steps.once(3);
        private final UUID token = UUID.randomUUID();

        Own(Storage storage) {
            this.storage = storage;
        }

        @Override
        public Fate fate(Throwable failure) {
            Fate told = Way.super.fate(failure);
            if (told != Fate.UNKNOWN || !named) {
                return told;
            }
            while (true) {
                try {
                    return storage.transactions().wasCommitted(token) ? Fate.COMMITTED : Fate.REFUSED;
                } catch (StorageException e) {
                    if (!Faults.isInjected(e)) {
                        throw e;
                    }
                }
            }
        }

        @Override
        public void run(Operation operation, Watched watched) {
            Transactions transactions = storage.transactions();
            (named ? transactions.identifiedBy(token) : transactions)
                    .retryFor(steps.once(2) ? Duration.ZERO : Duration.ofMillis(200))
                    .use(tx -> {
                        // An earlier run of the work was rolled back.
                        operation.steps.forEach(each -> each.done = false);
                        operation.steps.clear();
                        several(tx, operation, watched);
                    });
        }
    }

    private final class Joined implements Way {
        private final int store;
        private boolean doomed;

        Joined(int store) {
            this.store = store;
        }

        @Override
        public void run(Operation operation, Watched watched) {
            try (EntityManager manager = place.factory(store).createEntityManager()) {
                manager.getTransaction().begin();
                try {
                    StorageOperations joined = place.stores.get(store).joining(manager);
                    if (steps.once(3)) {
                        steps.tryBatch(joined, operation, watched);
                    }
                    several(joined, operation, watched);
                } catch (Throwable e) {
                    doomed = true;
                    manager.getTransaction().rollback();
                    throw e;
                }
                doomed = manager.getTransaction().getRollbackOnly();
                manager.getTransaction().commit();
            }
        }

        @Override
        public Fate fate(Throwable failure) {
            return doomed ? Fate.REFUSED : Fate.UNKNOWN;
        }
    }
}
