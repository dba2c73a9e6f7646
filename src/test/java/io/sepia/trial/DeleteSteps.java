package io.sepia.trial;

import io.sepia.StorageOperations;
import io.sepia.trial.Operation.Step;
import io.sepia.trial.Subject.Kept;
import io.sepia.trial.Subject.Note;
import io.sepia.trial.Subject.Person;
import io.sepia.trial.Subject.Team;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** The steps that delete objects. */
final class DeleteSteps {
    private final Random random;
    private final Choice choice;

    DeleteSteps(Random random, Choice choice) {
        this.random = random;
        this.choice = choice;
    }

    void deleteOne(StorageOperations on, Step step, Watched watched) {
        Person known = random.nextInt(4) == 0 ? choice.memory().person(() -> new Person()) : new Person();
        Subject subject = known.id != null
                ? known
                : switch (random.nextInt(4)) {
                    case 0 -> choice.person();
                    case 1 -> choice.team();
                    case 2 -> choice.note();
                    default -> choice.kept();
                };
        String id = subject.id() == null ? choice.id("p") : subject.id();
        String className = subject.className();
        step.text = "delete " + className + " " + id + (subject == known ? " v" + subject.version() : "");
        step.deleting(className);
        boolean deleted = subject == known ? on.delete(subject) : on.delete(subject.getClass(), id);
        step.deleted(className, deleted ? 1 : 0);
    }

    void deleteMany(StorageOperations on, Step step, Watched watched) {
        Class<?> type = List.of(Person.class, Note.class, Kept.class).get(random.nextInt(3));
        String className = List.of("person", "note", "kept")
                .get(List.of(Person.class, Note.class, Kept.class).indexOf(type));
        step.deleting(className);
        if (random.nextBoolean()) {
            String kind = className.substring(0, 1);
            List<String> ids = List.of(choice.id(kind), choice.id(kind), choice.id(kind));
            step.text = "deleteAll " + className + " " + ids;
            step.deleted(className, on.deleteAll(type, ids));
        } else {
            step.text = "delete " + className + " by query";
            step.deleted(className, on.query(type).limit(1 + random.nextInt(2)).delete());
        }
    }

    void clear(StorageOperations on, Step step, Watched watched) {
        if (random.nextInt(4) == 0) {
            step.text = "clear everything";
            Subject.CLASSES.forEach(step::deleting);
            step.clears.addAll(Subject.CLASSES);
            on.clear();
            return;
        }
        Class<?> type =
                List.of(Person.class, Team.class, Note.class, Kept.class).get(random.nextInt(4));
        String className = type.getSimpleName().toLowerCase(Locale.ROOT);
        step.text = "clear " + className;
        step.deleting(className);
        step.clears.add(className);
        step.deleted(className, on.clear(type));
    }
}
