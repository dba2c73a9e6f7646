package io.sepia.trial;

import io.sepia.trial.Operation.Step;
import io.sepia.trial.Operation.Write;
import io.sepia.trial.Subject.Kept;
import io.sepia.trial.Subject.Note;
import io.sepia.trial.Subject.Person;
import io.sepia.trial.Subject.Team;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The objects that one program uses: new ones, and those that it remembers. */
final class Choice {
    private static final int IDS = 4;
    private static final int MAILS = 3;

    private final Journal journal;
    private final Random random;
    private final Memory memory;

    Choice(Journal journal, Random random) {
        this.journal = journal;
        this.random = random;
        this.memory = new Memory(random);
    }

    int upTo(int most) {
        return 1 + random.nextInt(most);
    }

    String mail() {
        return journal.prefix + "m" + random.nextInt(MAILS);
    }

    Memory memory() {
        return memory;
    }

    String id(String kind) {
        return journal.prefix + kind + random.nextInt(IDS);
    }

    static String stamp(Step step) {
        int index = step.operation.steps.stream()
                .mapToInt(each -> each.writes.size())
                .sum();
        return step.operation.name + "#" + index;
    }

    Write mark(Step step, Subject subject, Write.Kind kind) {
        Write write = new Write(stamp(step), step, kind, subject.key());
        subject.stamp(write.stamp);
        journal.add(write);
        return write;
    }

    void take(Step step, Watched watched, Subject subject, Write.Kind ofTargets) {
        for (Subject each : subject.targets()) {
            watched.add(each, mark(step, each, ofTargets));
        }
        watched.add(subject, mark(step, subject, Write.Kind.PLAIN));
    }

    Person person() {
        Person person = memory.person(() -> {
            Person fresh = new Person();
            fresh.id = random.nextInt(12) == 0 ? null : id("p");
            return fresh;
        });
        if (random.nextBoolean()) {
            person.mail = random.nextInt(4) == 0 ? null : mail();
        }
        if (random.nextInt(3) == 0) {
            person.team = random.nextBoolean() ? null : team();
        }
        if (random.nextInt(3) == 0) {
            person.notes = new ArrayList<>(random.nextBoolean() ? List.of() : List.of(note()));
        }
        return person;
    }

    Team team() {
        Team team = new Team();
        team.id = id("t");
        return team;
    }

    Note note() {
        return memory.note(() -> {
            Note fresh = new Note();
            fresh.id = id("n");
            return fresh;
        });
    }

    Kept kept() {
        Kept kept = new Kept();
        kept.id = id("k");
        return kept;
    }

    /** Runs a verb, in some cases with an object that throws when it is encoded. */
    void encoding(Subject subject, Runnable verb) {
        subject.failing(random.nextInt(15) == 0);
        try {
            verb.run();
        } finally {
            subject.failing(false);
        }
    }
}
