package io.sepia.trial;

import io.sepia.StorageOperations;
import io.sepia.document.ObjectKey;
import io.sepia.trial.Operation.Step;
import io.sepia.trial.Operation.Write;
import io.sepia.trial.Subject.Kept;
import io.sepia.trial.Subject.Note;
import io.sepia.trial.Subject.OnPurpose;
import io.sepia.trial.Subject.Person;
import io.sepia.trial.Subject.Team;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The steps of one program: chosen at random, run, and recorded with what the program was told. */
final class Steps {
    private static final int IDS = 4;
    private static final int BATCH = 260;
    private static final int MAILS = 3;

    private final Journal journal;
    private final Random random;
    private final Memory memory;
    private final boolean clearing;

    /** @param clearing whether all objects of a class may be deleted, and those that a query finds */
    Steps(Journal journal, Random random, boolean clearing) {
        this.clearing = clearing;
        this.journal = journal;
        this.random = random;
        this.memory = new Memory(random);
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
        Step step = new Step(operation);
        Watched own = new Watched();
        try {
            choose().run(on, step, own);
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
        if (dice < 25) {
            return this::saveOne;
        } else if (dice < 33) {
            return this::saveOther;
        } else if (dice < 39) {
            return this::change;
        } else if (dice < 44) {
            return this::saveGraph;
        } else if (dice < 50) {
            return this::saveMany;
        } else if (dice < 55) {
            return this::saveBatch;
        } else if (dice < 60) {
            return this::savePair;
        } else if (dice < 68) {
            return this::saveDocument;
        } else if (dice < 73) {
            return this::restore;
        } else if (dice < 76) {
            return this::logActivity;
        } else if (dice < 86) {
            return this::deleteOne;
        } else if (dice < 90) {
            return this::deleteMany;
        } else if (dice < 92) {
            return clearing ? this::clear : this::deleteMany;
        }
        return (on, step, watched) -> {
            step.text = "read";
            read(on, step.operation, false);
        };
    }

    private String id(String kind) {
        return journal.prefix + kind + random.nextInt(IDS);
    }

    private static String stamp(Step step) {
        int index = step.operation.steps.stream()
                .mapToInt(each -> each.writes.size())
                .sum();
        return step.operation.name + "#" + index;
    }

    private Write mark(Step step, Subject subject, Write.Kind kind) {
        Write write = new Write(stamp(step), step, kind, subject.key());
        subject.stamp(write.stamp);
        journal.add(write);
        return write;
    }

    private void take(Step step, Watched watched, Subject subject, Write.Kind ofTargets) {
        for (Subject each : subject.targets()) {
            watched.add(each, mark(step, each, ofTargets));
        }
        watched.add(subject, mark(step, subject, Write.Kind.PLAIN));
    }

    private Person person() {
        Person person = memory.person(() -> {
            Person fresh = new Person();
            fresh.id = random.nextInt(12) == 0 ? null : id("p");
            return fresh;
        });
        if (random.nextBoolean()) {
            person.mail = random.nextInt(4) == 0 ? null : journal.prefix + "m" + random.nextInt(MAILS);
        }
        if (random.nextInt(3) == 0) {
            person.team = random.nextBoolean() ? null : team();
        }
        if (random.nextInt(3) == 0) {
            person.notes = new ArrayList<>(random.nextBoolean() ? List.of() : List.of(note()));
        }
        return person;
    }

    private Team team() {
        Team team = new Team();
        team.id = id("t");
        return team;
    }

    private Note note() {
        return memory.note(() -> {
            Note fresh = new Note();
            fresh.id = id("n");
            return fresh;
        });
    }

    private Kept kept() {
        Kept kept = new Kept();
        kept.id = id("k");
        return kept;
    }

    /** Runs a verb, in some cases with an object that throws when it is encoded. */
    private void encoding(Subject subject, Runnable verb) {
        subject.failing(random.nextInt(15) == 0);
        try {
            verb.run();
        } finally {
            subject.failing(false);
        }
    }

    private void saveOne(StorageOperations on, Step step, Watched watched) {
        Person person = person();
        int how = random.nextInt(4);
        step.text =
                List.of("save ", "insert ", "update ", "saveGeneration ").get(how) + person.id + " v" + person.version;
        step.inserts = how == 1;
        take(step, watched, person, Write.Kind.ALONG);
        encoding(person, () -> {
            switch (how) {
                case 0 -> on.save(person);
                case 1 -> on.insert(person);
                case 2 -> on.update(person);
                default -> on.history(Person.class).saveGeneration(person);
            }
        });
        memory.remember(person);
    }

    private void saveOther(StorageOperations on, Step step, Watched watched) {
        Subject subject = switch (random.nextInt(3)) {
            case 0 -> team();
            case 1 -> note();
            default -> kept();
        };
        step.text = "save " + subject.key();
        take(step, watched, subject, Write.Kind.PLAIN);
        encoding(subject, () -> on.save(subject));
        memory.remember(subject);
    }

    private void change(StorageOperations on, Step step, Watched watched) {
        String id = id("p");
        boolean fails = random.nextInt(8) == 0;
        step.text = "change " + id + (fails ? " and throw" : "");
        Write write = new Write(stamp(step), step, Write.Kind.PLAIN, new ObjectKey("person", id));
        journal.add(write);
        Person saved = on.update(Person.class, id, person -> {
            if (fails) {
                throw new OnPurpose();
            }
            // The latest run of the change counts.
            watched.clear();
            watched.add(person, write);
            person.stamp(write.stamp);
            return person;
        });
        memory.remember(saved);
    }

    private void saveGraph(StorageOperations on, Step step, Watched watched) {
        Person person = person();
        step.text = "saveGraph " + person.id;
        take(step, watched, person, Write.Kind.PLAIN);
        Subject last = person.targets().isEmpty() ? person : person.targets().get(0);
        encoding(last, () -> on.saveGraph(person));
        memory.remember(person);
    }

    private void saveMany(StorageOperations on, Step step, Watched watched) {
        List<Subject> subjects = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            Subject next = random.nextBoolean() ? person() : random.nextBoolean() ? note() : kept();
            boolean known = subjects.stream()
                    .anyMatch(each -> each == next
                            || each.id() != null && each.key().equals(next.key())
                            || each.targets().contains(next)
                            || next.targets().contains(each)
                            || each.targets().stream()
                                    .anyMatch(target -> next.targets().contains(target)
                                            || next.targets().stream()
                                                    .anyMatch(
                                                            other -> other.key().equals(target.key())))
                            || each.targets().stream()
                                    .anyMatch(target -> target.key().equals(next.key()))
                            || next.targets().stream()
                                    .anyMatch(target -> target.key().equals(each.key())));
            if (!known) {
                subjects.add(next);
            }
        }
        boolean breaks = random.nextInt(10) == 0;
        int how = random.nextInt(3);
        step.inserts = how == 1;
        step.text = List.of("saveAll ", "insertAll ", "updateAll ").get(how)
                + subjects.stream().map(each -> String.valueOf(each.id())).toList()
                + (breaks ? " and throw" : "");
        subjects.forEach(each -> take(step, watched, each, Write.Kind.ALONG));
        Iterable<Subject> given = breaks ? () -> breaking(subjects.iterator()) : subjects;
        encoding(subjects.get(subjects.size() - 1), () -> {
            switch (how) {
                case 0 -> on.saveAll(given);
                case 1 -> on.insertAll(given);
                default -> on.updateAll(given);
            }
        });
        subjects.forEach(memory::remember);
    }

    /** Saves more objects than the store writes in one call; mostly, code of the application throws at the last one. */
    private void saveBatch(StorageOperations on, Step step, Watched watched) {
        List<Subject> batch = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            Kept each = new Kept();
            each.id = journal.prefix + "b" + i;
            batch.add(each);
        }
        int how = random.nextInt(5);
        step.text = "saveAll of " + BATCH + (how > 0 ? " and throw" : "");
        batch.forEach(each -> take(step, watched, each, Write.Kind.ALONG));
        batch.get(BATCH - 1).failing(how > 2);
        on.saveAll(how == 1 || how == 2 ? () -> breaking(batch.iterator()) : batch);
    }

    private static Iterator<Subject> breaking(Iterator<Subject> all) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Subject next() {
                if (!all.hasNext()) {
                    throw new OnPurpose();
                }
                return all.next();
            }
        };
    }

    /** Writes two objects that nothing else writes, so that every reader sees both of them from one operation. */
    private void savePair(StorageOperations on, Step step, Watched watched) {
        Team left = new Team();
        left.id = journal.prefix + "left";
        Team right = new Team();
        right.id = journal.prefix + "right";
        step.text = "save the pair";
        take(step, watched, left, Write.Kind.PLAIN);
        take(step, watched, right, Write.Kind.PLAIN);
        encoding(right, () -> on.saveAll(List.of(left, right)));
    }

    private void saveDocument(StorageOperations on, Step step, Watched watched) {
        Subject subject = random.nextBoolean() && journal.knowsNotes ? note() : kept();
        int how = random.nextInt(3);
        step.text = List.of("save", "insert", "update").get(how) + " the document " + subject.key();
        Write write = new Write(stamp(step), step, Write.Kind.PLAIN, subject.key());
        journal.add(write);
        String id = String.valueOf(subject.id());
        String content = "{\"id\":\"" + id + "\",\"stamp\":\"" + write.stamp + "\"}";
        switch (how) {
            case 0 -> on.documents(subject.className()).save(id, content);
            case 1 -> on.documents(subject.className()).insert(id, content);
            default -> on.documents(subject.className()).update(id, content);
        }
    }

    /** Restores a team, whose content refers to nothing. */
    private void restore(StorageOperations on, Step step, Watched watched) {
        String id = id("t");
        long number = 1 + random.nextInt(3);
        step.text = "restore generation " + number + " of " + id;
        Write write = new Write(stamp(step), step, Write.Kind.RESTORE, new ObjectKey("team", id));
        journal.add(write);
        on.history(Team.class, id).restore(number);
    }

    private void logActivity(StorageOperations on, Step step, Watched watched) {
        String id = id("p");
        step.text = "logActivity " + id;
        Write write = new Write(stamp(step), step, Write.Kind.ACTIVITY, new ObjectKey("person", id));
        journal.add(write);
        on.history(Person.class, id).logActivity(write.stamp, Map.of());
    }

    private void deleteOne(StorageOperations on, Step step, Watched watched) {
        Person known = random.nextInt(4) == 0 ? memory.person(() -> new Person()) : new Person();
        Subject subject = known.id != null
                ? known
                : switch (random.nextInt(4)) {
                    case 0 -> person();
                    case 1 -> team();
                    case 2 -> note();
                    default -> kept();
                };
        String id = subject.id() == null ? id("p") : subject.id();
        String className = subject.className();
        step.text = "delete " + className + " " + id + (subject == known ? " v" + subject.version() : "");
        step.deleting(className);
        boolean deleted = subject == known ? on.delete(subject) : on.delete(subject.getClass(), id);
        step.deleted(className, deleted ? 1 : 0);
    }

    private void deleteMany(StorageOperations on, Step step, Watched watched) {
        Class<?> type = List.of(Person.class, Note.class, Kept.class).get(random.nextInt(3));
        String className = List.of("person", "note", "kept")
                .get(List.of(Person.class, Note.class, Kept.class).indexOf(type));
        step.deleting(className);
        if (random.nextBoolean() || !clearing) {
            String kind = className.substring(0, 1);
            List<String> ids = List.of(id(kind), id(kind), id(kind));
            step.text = "deleteAll " + className + " " + ids;
            step.deleted(className, on.deleteAll(type, ids));
        } else {
            step.text = "delete " + className + " by query";
            step.deleted(className, on.query(type).limit(1 + random.nextInt(2)).delete());
        }
    }

    private void clear(StorageOperations on, Step step, Watched watched) {
        Class<?> type =
                List.of(Person.class, Team.class, Note.class, Kept.class).get(random.nextInt(4));
        String className = type.getSimpleName().toLowerCase(java.util.Locale.ROOT);
        step.text = "clear " + className;
        step.deleting(className);
        step.deleted(className, on.clear(type));
    }

    /**
     * Reads at random.
     *
     * @param committed whether the reader sees committed states only
     */
    void read(StorageOperations on, Operation operation, boolean committed) {
        Reads reads = new Reads(journal, operation, committed);
        switch (random.nextInt(5)) {
            case 0 -> reads.pair(on);
            case 1 -> {
                if (random.nextBoolean()) {
                    reads.latest(on, "kept", id("k"));
                } else {
                    reads.latest(on, "team", random.nextBoolean() ? id("t") : journal.prefix + "left");
                }
            }
            case 2 -> reads.query(on, journal.prefix + "m" + random.nextInt(MAILS));
            default -> memory.remember(reads.person(on, id("p")));
        }
    }

    /** Reads an object that the program will probably write next, or has just written, so that it may be cached. */
    void readAgain(StorageOperations on, Operation operation) {
        String id = memory.person(() -> new Person()).id;
        memory.remember(new Reads(journal, operation, true).person(on, id == null ? id("p") : id));
    }

    /** Returns whether something happens that should happen once in {@code times}. */
    boolean once(int times) {
        return random.nextInt(times) == 0;
    }

    int upTo(int most) {
        return 1 + random.nextInt(most);
    }
}
