package io.sepia.trial;

import io.sepia.trial.Operation.Step;
import io.sepia.trial.Operation.Write;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects of the application that were handed to the store, with the ids and versions that they had before. */
final class Watched {
    private record State(@Nullable String id, long version) {
        static State of(Subject subject) {
            return new State(subject.id(), subject.version());
        }
    }

    private final Map<Subject, State> before = new IdentityHashMap<>();
    private final Map<Subject, Write> writes = new IdentityHashMap<>();

    void add(Subject subject, Write write) {
        before.putIfAbsent(subject, State.of(subject));
        writes.put(subject, write);
    }

    void clear() {
        before.clear();
        writes.clear();
    }

    /** Adds what an earlier step of the same transaction has not handed over yet. */
    void addAll(Watched later) {
        later.before.forEach(before::putIfAbsent);
    }

    /** Checks that an operation that failed has left the objects as they were. */
    void checkUnchanged(Journal journal, String operation) {
        before.forEach((subject, state) -> {
            State now = State.of(subject);
            if (!now.equals(state)) {
                journal.violation("an object of " + subject.className() + " is " + now + " after a failure, but was "
                        + state + " before " + operation);
            }
        });
    }

    /** Checks the ids and versions after a step that was done, and records which object and version each write has. */
    void checkAdvanced(Journal journal, Step step) {
        writes.forEach((subject, write) -> {
            State state = before.get(subject);
            if (state == null || subject.id() == null) {
                if (write.kind == Write.Kind.PLAIN) {
                    journal.violation("an object has no id after " + step.operation.name + " " + step);
                }
                return;
            }
            write.key = subject.key();
            if (write.kind == Write.Kind.PLAIN && subject.version() >= 0) {
                write.version = subject.version();
                boolean mayBegin = step.inserts || state.version() == 0;
                if (subject.version() != state.version() + 1 && !(mayBegin && subject.version() > 0)) {
                    journal.violation(subject.key() + " went from version " + state.version() + " to "
                            + subject.version() + " by " + step.operation.name + " " + step);
                }
            }
        });
    }
}
