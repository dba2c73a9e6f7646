package io.sepia.trial;

import io.sepia.trial.Subject.Note;
import io.sepia.trial.Subject.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The objects that a program remembers, which others may have changed since. */
final class Memory {
    private static final int MOST = 6;

    private final Random random;
    private final List<Person> persons = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();

    Memory(Random random) {
        this.random = random;
    }

    void remember(@Nullable Subject subject) {
        if (subject instanceof Person person) {
            remember(persons, person);
            person.notes.forEach(each -> remember(notes, each));
        } else if (subject instanceof Note note) {
            remember(notes, note);
        }
    }

    private <T> void remember(List<T> all, T one) {
        if (!all.contains(one)) {
            all.add(one);
        }
        if (all.size() > MOST) {
            all.remove(0);
        }
    }

    Person person(Supplier<Person> fresh) {
        return any(persons, fresh);
    }

    Note note(Supplier<Note> fresh) {
        return any(notes, fresh);
    }

    private <T> T any(List<T> all, Supplier<T> fresh) {
        return all.isEmpty() || random.nextInt(3) == 0
                ? fresh.get()
                : all.get(all.size() - 1 - random.nextInt(all.size()) / 2);
    }
}
