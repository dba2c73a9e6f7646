package io.sepia.trial;

import io.sepia.change.ChangeKind;
import io.sepia.change.ChangeNotice;
import io.sepia.document.ObjectKey;
import io.sepia.trial.Journal.Received;
import io.sepia.trial.Operation.Fate;
import io.sepia.trial.Operation.Write;
import io.sepia.trial.Timeline.State;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Checks the notices of each store: of committed changes only, each once, for each object in the order of its life, own
 * and external changes told apart, and none missing except own ones that an external one has followed. See decision
 * 0036.
 */
final class NoticeCheck {
    private static final int STORES = 2;

    private final Journal journal;
    private final Picture picture;
    private final boolean foreign;

    /** A notice in the life of its object: twice the index of a state, and one more for its deletion. */
    private record Place(int store, ObjectKey key, int position) {}

    /** An object, as one store sees it. */
    private record Line(int store, ObjectKey key) {
        static Line of(Received received) {
            return new Line(received.store(), received.notice().key());
        }
    }

    /** The positions of the last external notices. Own changes before them may have been dropped. */
    private final Map<Line, Integer> external = new HashMap<>();

    /** @param foreign whether the external changes are checked too */
    NoticeCheck(Journal journal, Picture picture, boolean foreign) {
        this.journal = journal;
        this.picture = picture;
        this.foreign = foreign;
    }

    /** Returns whether each store was notified of the last change of each object. */
    boolean isComplete() {
        return notReached().isEmpty();
    }

    void run() {
        Set<Place> own = new HashSet<>();
        Map<Line, Integer> reached = new HashMap<>();
        Map<String, Long> deletions = new HashMap<>();
        findExternal();
        for (Received each : received()) {
            ChangeNotice notice = each.notice();
            Timeline timeline = picture.timelines.get(notice.key());
            int position = position(timeline, notice);
            if (position < 0) {
                journal.violation(text(each) + " is not in the life of its object"
                        + (timeline == null ? "" : ", " + timeline.states()));
                continue;
            }
            if (position <= reached.getOrDefault(Line.of(each), -1)) {
                journal.violation(text(each) + " comes after a later notice of the same object, or twice");
            } else {
                reached.put(Line.of(each), position);
            }
            if (!notice.foreign()) {
                own.add(new Place(each.store(), notice.key(), position));
                if (position % 2 == 0) {
                    owner(each, timeline, position / 2);
                } else {
                    deletions.merge(notice.key().className(), 1L, Long::sum);
                }
            }
        }
        missing(own);
        Subject.RECORDED.forEach(each -> deletions(each, deletions.getOrDefault(each, 0L)));
        notReached().forEach(journal::violation);
    }

    private List<Received> received() {
        return journal.received().stream()
                .filter(each -> Subject.RECORDED.contains(each.notice().key().className())
                        && (foreign || !each.notice().foreign()))
                .toList();
    }

    private static String text(Received received) {
        return "the notice " + received.notice() + " of store " + received.store();
    }

    private List<ChangeNotice> notices(int store, ObjectKey key) {
        return journal.received().stream()
                .filter(each -> Line.of(each).equals(new Line(store, key)))
                .map(Received::notice)
                .toList();
    }

    private void findExternal() {
        for (Received each : journal.received()) {
            if (each.notice().foreign()) {
                Timeline timeline = picture.timelines.get(each.notice().key());
                int position = position(timeline, each.notice());
                external.merge(Line.of(each), foreign ? position : lastUpTo(timeline, each.notice()), Math::max);
            }
        }
    }

    /**
     * Returns the last position that does not come after an external change, or -1. Without a log, a store finds the
     * deletion of a version that it has seen, which may not be the one that was deleted.
     */
    private static int lastUpTo(@Nullable Timeline timeline, ChangeNotice notice) {
        long states = timeline == null
                ? 0
                : timeline.states().stream()
                        .filter(state -> state.version() <= notice.version())
                        .count();
        return (int) (2 * (states - 1) + (notice.kind() == ChangeKind.DELETED ? 1 : 0));
    }

    /** Returns whether a store was notified of an external change after a position. */
    private boolean isFollowed(int store, ObjectKey key, int position) {
        return external.getOrDefault(new Line(store, key), -1) > position;
    }

    /** Returns the position of a notice in the life of its object, or -1. */
    private static int position(@Nullable Timeline timeline, ChangeNotice notice) {
        for (int i = 0; timeline != null && i < timeline.states().size(); i++) {
            State state = timeline.states().get(i);
            if (state.version() == notice.version()) {
                if (notice.kind() == ChangeKind.DELETED) {
                    return state.deletedAt() == null ? -1 : 2 * i + 1;
                }
                return isTime(timeline, i, notice.change().at()) ? 2 * i : -1;
            }
        }
        return -1;
    }

    /**
     * Returns whether a notice may have a time: that of the state, or an earlier one if the store has moved the time of
     * an update behind the creation. See decision 0063.
     */
    private static boolean isTime(Timeline timeline, int index, Instant time) {
        List<State> states = timeline.states();
        int first = index;
        while (first > 0 && !states.get(first).isFirstAfter(states.get(first - 1))) {
            first--;
        }
        Instant at = states.get(index).at();
        Instant earliest = states.get(first).at().plus(1, ChronoUnit.MICROS);
        return time.equals(at) || index > first && at.equals(earliest) && time.isBefore(at);
    }

    private @Nullable Write maker(Timeline timeline, int index) {
        State state = timeline.states().get(index);
        boolean once = timeline.states().stream()
                        .filter(each -> each.stamp().equals(state.stamp()))
                        .count()
                == 1;
        return once ? journal.write(state.stamp()) : null;
    }

    private void owner(Received received, Timeline timeline, int index) {
        Write write = maker(timeline, index);
        if (write != null && write.step.operation.store != received.store()) {
            journal.violation(text(received) + " calls a change its own that was made by another store: " + write);
        }
    }

    /** Checks that each acknowledged write that is the last one of its transaction was notified. */
    private void missing(Set<Place> own) {
        for (Timeline timeline : picture.timelines.values()) {
            for (int i = 0; i < timeline.states().size(); i++) {
                Write write = maker(timeline, i);
                if (write == null
                        || write.fate() != Fate.COMMITTED
                        || write.step.operation.failure != null
                        || write.step.operation.steps.stream().anyMatch(each -> !each.deletes.isEmpty())) {
                    continue;
                }
                Operation operation = write.step.operation;
                Write next = i + 1 < timeline.states().size()
                        ? journal.write(timeline.states().get(i + 1).stamp())
                        : null;
                boolean superseded = isFollowed(operation.store, timeline.key(), 2 * i)
                        || next != null && next.step.operation == operation
                        || operation.writes().stream().anyMatch(each -> each.kind == Write.Kind.RESTORE);
                if (!superseded && !own.contains(new Place(operation.store, timeline.key(), 2 * i))) {
                    journal.violation("no notice of " + write + " in store " + operation.store + ", only "
                            + notices(operation.store, timeline.key()) + ", by " + operation + ", of "
                            + timeline.states());
                }
            }
        }
    }

    private void deletions(String className, long notified) {
        long took = picture.timelines.values().stream()
                .filter(each -> each.key().className().equals(className))
                .mapToLong(each -> each.states().stream()
                        .filter(state -> state.deletedAt() != null)
                        .count())
                .sum();
        long told = journal.operations().stream()
                .filter(each -> each.fate == Fate.COMMITTED
                        && each.failure == null
                        && each.steps.size() == 1
                        && each.steps.get(0).done)
                .mapToLong(each -> each.steps.get(0).deletions.getOrDefault(className, 0L))
                .sum();
        if (notified + followedDeletions(className) < told || notified > took) {
            journal.violation(notified + " notices of own deletions of " + className + ", but " + told
                    + " were acknowledged and " + took + " took place");
        }
    }

    /** Returns the number of deletions that were followed by an external change in a store. */
    private long followedDeletions(String className) {
        long count = 0;
        for (Timeline timeline : picture.timelines.values()) {
            for (int i = 0;
                    timeline.key().className().equals(className)
                            && i < timeline.states().size();
                    i++) {
                int position = 2 * i + 1;
                boolean followed =
                        IntStream.range(0, STORES).anyMatch(store -> isFollowed(store, timeline.key(), position));
                count += followed && timeline.states().get(i).deletedAt() != null ? 1 : 0;
            }
        }
        return count;
    }

    private List<String> notReached() {
        if (!foreign) {
            return List.of();
        }
        Map<Line, Integer> latest = new HashMap<>();
        for (Received each : received()) {
            int position = position(picture.timelines.get(each.notice().key()), each.notice());
            latest.merge(Line.of(each), position, Math::max);
        }
        List<String> violations = new ArrayList<>();
        for (Timeline timeline : picture.timelines.values()) {
            int last = last(timeline);
            for (int store = 0; last >= 0 && store < STORES; store++) {
                int seen = latest.getOrDefault(new Line(store, timeline.key()), -1);
                if (seen < last) {
                    violations.add("store " + store + " was not notified of the last change of " + timeline.key() + ", "
                            + timeline.last() + ", only of " + seen + madeBy(timeline));
                }
            }
        }
        return violations;
    }

    /** Tells who may have made the last change of an object, and whether a program was told that it is in doubt. */
    private String madeBy(Timeline timeline) {
        State last = timeline.last();
        boolean inDoubt = journal.operations().stream()
                .filter(each -> each.failure != null && each.fate != Fate.REFUSED)
                .anyMatch(each -> each.steps.stream().anyMatch(step -> !step.deletes.isEmpty())
                        || each.writes().stream().anyMatch(write -> write.key.equals(timeline.key())));
        return ", made by " + (last == null ? null : journal.write(last.stamp())) + (inDoubt ? ", in doubt" : "");
    }

    /**
     * Of an object that a transaction creates and deletes, listeners are not notified. A restored state has the stamp
     * of the write that made it first.
     */
    private boolean mayBeDeletedByItsMaker(ObjectKey key, State state) {
        Write first = journal.write(state.stamp());
        return first == null
                || journal.operations().stream()
                        .filter(each -> each.steps.stream().anyMatch(step -> !step.deletes.isEmpty()))
                        .flatMap(each -> each.writes().stream())
                        .anyMatch(each -> each == first
                                || each.kind == Write.Kind.RESTORE
                                        && each.key.equals(key)
                                        && each.fate() != Fate.REFUSED);
    }

    private int last(Timeline timeline) {
        List<State> states = timeline.states();
        State last = timeline.last();
        if (last == null || last.deletedAt() != null && mayBeDeletedByItsMaker(timeline.key(), last)) {
            return -1;
        }
        return 2 * states.size() - 2 + (last.deletedAt() == null ? 0 : 1);
    }
}
