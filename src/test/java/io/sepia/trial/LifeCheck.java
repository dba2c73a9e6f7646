package io.sepia.trial;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.trial.Operation.Fate;
import io.sepia.trial.Operation.Write;
import io.sepia.trial.Timeline.State;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks the life of each object against what the programs were told: each acknowledged write took place once, no
 * refused one did, an operation of unknown outcome took place as a whole or not at all; numbers and versions rise
 * without gaps, in an order that the programs could observe; and the last state is what is stored.
 */
final class LifeCheck {
    private static final Duration CLOCK = Duration.ofMillis(2);

    private final Journal journal;
    private final Picture picture;
    private final Set<String> found = new HashSet<>();

    LifeCheck(Journal journal, Picture picture) {
        this.journal = journal;
        this.picture = picture;
    }

    void run() {
        picture.timelines.values().forEach(each -> {
            numbers(each);
            writes(each);
            order(each);
            stored(each);
            cleared(each);
        });
        acknowledged();
        unknown();
        deletions();
        kept();
    }

    private void numbers(Timeline timeline) {
        State before = null;
        for (State each : timeline.states()) {
            long expected = before == null ? 1 : before.number() + 1;
            if (each.number() != expected) {
                journal.violation(timeline.key() + " has generation " + each.number() + " in place of " + expected);
            }
            boolean follows = each.isFirstAfter(before)
                    ? each.version() > floor(timeline, each)
                    : before != null && each.version() == before.version() + 1;
            if (!follows) {
                journal.violation(timeline.key() + " got version " + each.version() + " by " + each.stamp() + " after "
                        + (before == null ? "none" : before.version() + " by " + before.stamp()));
            }
            before = each;
        }
    }

    /**
     * Returns the highest version that a new object must exceed: of its own earlier lives, and of the objects of its
     * class that were certainly deleted before its operation began. See decision 0063.
     */
    private long floor(Timeline timeline, State first) {
        long own = timeline.states().subList(0, timeline.states().indexOf(first)).stream()
                .mapToLong(State::version)
                .max()
                .orElse(0);
        Write write = maker(timeline, first);
        if (write == null) {
            return own;
        }
        return picture.timelines.values().stream()
                .filter(each -> each.key().className().equals(timeline.key().className()))
                .flatMap(each -> each.states().stream())
                .filter(each -> isDeletedBefore(write.step.operation, timeline.key(), each))
                .mapToLong(State::version)
                .reduce(own, Math::max);
    }

    /**
     * Returns whether an object was deleted before an operation began: the operations that may have deleted it, which
     * ran at that time, had ended. SQLite's clock has milliseconds.
     */
    private boolean isDeletedBefore(Operation later, ObjectKey key, State state) {
        Instant at = state.deletedAt();
        if (at == null) {
            return false;
        }
        List<Operation> deleting = journal.operations().stream()
                .filter(each -> each.begunAt.isBefore(at.plus(CLOCK)) && each.endedAt.isAfter(at.minus(CLOCK)))
                .filter(each -> each.steps.stream().anyMatch(step -> step.deletes.contains(key.className())))
                .toList();
        return !deleting.isEmpty() && deleting.stream().allMatch(each -> each.ended < later.begun);
    }

    private void writes(Timeline timeline) {
        ObjectKey key = timeline.key();
        long repeated = 0;
        for (State each : timeline.states()) {
            Write write = journal.write(each.stamp());
            if (write == null) {
                journal.violation(key + " has the stamp " + each.stamp() + ", which no operation wrote");
            } else if (!each.derived()) {
                if (write.fate() == Fate.REFUSED) {
                    journal.violation(key + " was written although that was refused or rolled back: " + write + " of "
                            + write.step.operation);
                }
                if (!write.key.equals(key)) {
                    journal.violation(key + " was written by a " + write);
                }
                if (!found.add(each.stamp())) {
                    repeated++;
                } else if (write.version != 0 && write.version != each.version()) {
                    journal.violation(key + " has version " + each.version() + ", but the program was told "
                            + write.version + ": " + write);
                }
            }
        }
        long certain = restores(key, Fate.COMMITTED);
        if (repeated < certain || repeated > certain + restores(key, Fate.UNKNOWN)) {
            journal.violation(
                    key + " has " + repeated + " states that were stored before, but " + certain + " were restored");
        }
    }

    private long restores(ObjectKey key, Fate fate) {
        return journal.writes().stream()
                .filter(each -> each.kind == Write.Kind.RESTORE && each.key.equals(key) && each.fate() == fate)
                .count();
    }

    /** Returns the write that made a state, null if another operation may have repeated or derived it. */
    private @Nullable Write maker(Timeline timeline, State state) {
        Write write = journal.write(state.stamp());
        boolean first = timeline.states().stream()
                        .filter(each -> each.stamp().equals(state.stamp()))
                        .count()
                == 1;
        return first ? write : null;
    }

    private void order(Timeline timeline) {
        List<State> states = timeline.states();
        for (int i = 0; i < states.size(); i++) {
            Write earlier = maker(timeline, states.get(i));
            for (int j = i + 1; j < states.size() && earlier != null; j++) {
                Write later = maker(timeline, states.get(j));
                if (later != null && later.step.operation.ended < earlier.step.operation.begun) {
                    journal.violation(timeline.key() + " was written by " + earlier + " before " + later
                            + ", which had ended earlier");
                }
            }
        }
    }

    private void stored(Timeline timeline) {
        StoredDocument document = picture.documents.get(timeline.key());
        State last = timeline.last();
        boolean alive = last != null && last.deletedAt() == null;
        if (alive != (document != null)) {
            journal.violation(
                    timeline.key() + (alive ? " is not stored" : " is stored") + ", but its generations end " + last);
        } else if (alive
                && document != null
                && (!last.stamp().equals(Timeline.stamp(document.content())) || last.version() != document.version())) {
            journal.violation(timeline.key() + " is stored as " + Timeline.stamp(document.content()) + " version "
                    + document.version() + ", but its generations end " + last);
        }
    }

    /** Checks that what was written before its class was cleared was deleted then, at the latest. */
    private void cleared(Timeline timeline) {
        for (Operation operation : journal.operations()) {
            boolean clears = operation.fate == Fate.COMMITTED
                    && operation.steps.stream()
                            .anyMatch(each -> each.done
                                    && each.clears.contains(timeline.key().className()));
            for (int i = 0; clears && i < timeline.states().size(); i++) {
                Write write = maker(timeline, timeline.states().get(i));
                Write next = i + 1 < timeline.states().size()
                        ? maker(timeline, timeline.states().get(i + 1))
                        : null;
                boolean survives = i + 1 == timeline.states().size()
                        || next != null && next.step.operation.begun > operation.ended;
                if (write != null
                        && write.step.operation.ended < operation.begun
                        && timeline.states().get(i).deletedAt() == null
                        && survives) {
                    journal.violation(timeline.key() + " was cleared by " + operation + ", but still has " + write);
                }
            }
        }
    }

    private static boolean isRecorded(Write write) {
        return Subject.RECORDED.contains(write.key.className()) && write.kind == Write.Kind.PLAIN;
    }

    private void acknowledged() {
        for (Write each : journal.writes()) {
            if (isRecorded(each) && each.isCertain() && !found.contains(each.stamp)) {
                journal.violation("an acknowledged write is lost: " + each + " of " + each.step.operation);
            }
        }
    }

    private void unknown() {
        for (Operation operation : journal.operations()) {
            if (operation.fate == Fate.UNKNOWN) {
                List<Write> writes = operation.writes().stream()
                        .filter(each -> isRecorded(each) && each.fate() == Fate.UNKNOWN)
                        .toList();
                long stored = writes.stream()
                        .filter(each -> found.contains(each.stamp))
                        .count();
                if (stored > 0 && stored < writes.size()) {
                    journal.violation("a part of an operation is stored, without "
                            + writes.stream()
                                    .filter(each -> !found.contains(each.stamp))
                                    .toList()
                            + ": " + operation);
                }
            }
        }
    }

    private void deletions() {
        Map<String, Long> found = new HashMap<>();
        picture.timelines
                .values()
                .forEach(timeline -> timeline.states().stream()
                        .filter(each -> each.deletedAt() != null)
                        .forEach(each -> found.merge(timeline.key().className(), 1L, Long::sum)));
        for (String className : Subject.RECORDED) {
            long told = 0;
            boolean open = false;
            for (Operation operation : journal.operations()) {
                for (Operation.Step step : operation.steps) {
                    if (operation.fate == Fate.COMMITTED && step.done) {
                        told += step.deletions.getOrDefault(className, 0L);
                    }
                    // The number that clears everything is that of all classes.
                    boolean clearsAll = step.clears.size() > 1 && step.done && operation.fate == Fate.COMMITTED;
                    open |= clearsAll || operation.fate == Fate.UNKNOWN && step.deletes.contains(className);
                }
            }
            long took = found.getOrDefault(className, 0L);
            if (took < told || took > told && !open) {
                journal.violation(
                        took + " objects of " + className + " were deleted, but the programs were told of " + told);
            }
        }
    }

    /** Checks the class that keeps no earlier generations: no acknowledged write may be replaced by an earlier one. */
    private void kept() {
        picture.documents.forEach((key, document) -> {
            if (key.className().equals("kept")) {
                Write last = journal.write(Timeline.stamp(document.content()));
                if (last == null || last.fate() == Fate.REFUSED) {
                    journal.violation(key + " was written although that was refused or rolled back: " + last);
                    return;
                }
                for (Write each : journal.writes()) {
                    if (each.key.equals(key)
                            && each.isCertain()
                            && each.step.operation.begun > last.step.operation.ended) {
                        journal.violation(key + " is stored by " + last + ", although " + each + " came later");
                    }
                }
            }
        });
    }
}
