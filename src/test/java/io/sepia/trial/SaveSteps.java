package io.sepia.trial;

import io.sepia.StorageOperations;
import io.sepia.document.ObjectKey;
import io.sepia.trial.Operation.Step;
import io.sepia.trial.Operation.Write;
import io.sepia.trial.Subject.Kept;
import io.sepia.trial.Subject.OnPurpose;
import io.sepia.trial.Subject.Person;
import io.sepia.trial.Subject.Team;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** The steps that save objects. */
final class SaveSteps {
    private static final int BATCH = 260;

    private final Journal journal;
    private final Random random;
    private final Choice choice;

    SaveSteps(Journal journal, Random random, Choice choice) {
        this.journal = journal;
        this.random = random;
        this.choice = choice;
    }

    void saveOne(StorageOperations on, Step step, Watched watched) {
        Person person = choice.person();
        int how = random.nextInt(4);
        step.text =
                List.of("save ", "insert ", "update ", "saveGeneration ").get(how) + person.id + " v" + person.version;
        step.inserts = how == 1;
        choice.take(step, watched, person, Write.Kind.ALONG);
        choice.encoding(person, () -> {
            switch (how) {
                case 0 -> on.save(person);
                case 1 -> on.insert(person);
                case 2 -> on.update(person);
                default -> on.history(Person.class).saveGeneration(person);
            }
        });
        choice.memory().remember(person);
    }

    void saveOther(StorageOperations on, Step step, Watched watched) {
        Subject subject = switch (random.nextInt(3)) {
            case 0 -> choice.team();
            case 1 -> choice.note();
            default -> choice.kept();
        };
        step.text = "save " + subject.key();
        choice.take(step, watched, subject, Write.Kind.PLAIN);
        choice.encoding(subject, () -> on.save(subject));
        choice.memory().remember(subject);
    }

    void change(StorageOperations on, Step step, Watched watched) {
        String id = choice.id("p");
        boolean fails = random.nextInt(8) == 0;
        step.text = "change " + id + (fails ? " and throw" : "");
        Write write = new Write(Choice.stamp(step), step, Write.Kind.PLAIN, new ObjectKey("person", id));
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
        choice.memory().remember(saved);
    }

    void saveGraph(StorageOperations on, Step step, Watched watched) {
        Person person = choice.person();
        step.text = "saveGraph " + person.id;
        choice.take(step, watched, person, Write.Kind.PLAIN);
        Subject last = person.targets().isEmpty() ? person : person.targets().get(0);
        choice.encoding(last, () -> on.saveGraph(person));
        choice.memory().remember(person);
    }

    /** Returns up to three objects of which none is written twice, not even along with another. */
    private List<Subject> distinct() {
        List<Subject> candidates = new ArrayList<>();
        for (int i = choice.upTo(3); i > 0; i--) {
            candidates.add(
                    random.nextBoolean() ? choice.person() : random.nextBoolean() ? choice.note() : choice.kept());
        }
        List<Subject> distinct = new ArrayList<>();
        Set<Object> taken = new HashSet<>();
        for (Subject each : candidates) {
            List<Object> keys = new ArrayList<>();
            keys.add(each.id() == null ? each : each.key());
            each.targets().forEach(target -> keys.add(target.key()));
            if (keys.stream().noneMatch(taken::contains)) {
                taken.addAll(keys);
                distinct.add(each);
            }
        }
        return distinct;
    }

    void saveMany(StorageOperations on, Step step, Watched watched) {
        List<Subject> subjects = distinct();
        boolean breaks = random.nextInt(10) == 0;
        int how = random.nextInt(3);
        step.inserts = how == 1;
        step.text = List.of("saveAll ", "insertAll ", "updateAll ").get(how)
                + subjects.stream().map(each -> String.valueOf(each.id())).toList()
                + (breaks ? " and throw" : "");
        subjects.forEach(each -> choice.take(step, watched, each, Write.Kind.ALONG));
        Iterable<Subject> given = breaks ? () -> breaking(subjects.iterator()) : subjects;
        choice.encoding(subjects.get(subjects.size() - 1), () -> {
            switch (how) {
                case 0 -> on.saveAll(given);
                case 1 -> on.insertAll(given);
                default -> on.updateAll(given);
            }
        });
        subjects.forEach(choice.memory()::remember);
    }

    /** Saves more objects than the store writes in one call; mostly, code of the application throws at the last one. */
    void saveBatch(StorageOperations on, Step step, Watched watched) {
        List<Subject> batch = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            Kept each = new Kept();
            each.id = journal.prefix + "b" + i;
            batch.add(each);
        }
        int how = random.nextInt(5);
        step.text = "saveAll of " + BATCH + (how > 0 ? " and throw" : "");
        batch.forEach(each -> choice.take(step, watched, each, Write.Kind.ALONG));
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

    /** Saves two new objects with one unique value, which has to be refused. */
    void saveTwins(StorageOperations on, Step step, Watched watched) {
        List<Person> twins = new ArrayList<>();
        for (String id : List.of("twin", "other twin")) {
            Person twin = new Person();
            twin.id = journal.prefix + id;
            twin.mail = journal.prefix + "twins";
            twins.add(twin);
        }
        step.text = "save twins";
        twins.forEach(each -> choice.take(step, watched, each, Write.Kind.ALONG));
        on.saveAll(twins);
        journal.violation(step.operation.name + " stored a unique value twice");
    }

    /** Writes two objects that nothing else writes, so that every reader sees both of them from one operation. */
    void savePair(StorageOperations on, Step step, Watched watched) {
        Team left = new Team();
        left.id = journal.prefix + "left";
        Team right = new Team();
        right.id = journal.prefix + "right";
        step.text = "save the pair";
        choice.take(step, watched, left, Write.Kind.PLAIN);
        choice.take(step, watched, right, Write.Kind.PLAIN);
        choice.encoding(right, () -> on.saveAll(List.of(left, right)));
    }

    void saveDocument(StorageOperations on, Step step, Watched watched) {
        Subject subject = random.nextBoolean() && journal.knowsNotes ? choice.note() : choice.kept();
        int how = random.nextInt(3);
        step.text = List.of("save", "insert", "update").get(how) + " the document " + subject.key();
        Write write = new Write(Choice.stamp(step), step, Write.Kind.PLAIN, subject.key());
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
    void restore(StorageOperations on, Step step, Watched watched) {
        String id = choice.id("t");
        long number = 1 + random.nextInt(3);
        step.text = "restore generation " + number + " of " + id;
        Write write = new Write(Choice.stamp(step), step, Write.Kind.RESTORE, new ObjectKey("team", id));
        journal.add(write);
        on.history(Team.class, id).restore(number);
    }

    void logActivity(StorageOperations on, Step step, Watched watched) {
        String id = choice.id("p");
        step.text = "logActivity " + id;
        Write write = new Write(Choice.stamp(step), step, Write.Kind.ACTIVITY, new ObjectKey("person", id));
        journal.add(write);
        on.history(Person.class, id).logActivity(write.stamp, Map.of());
    }
}
