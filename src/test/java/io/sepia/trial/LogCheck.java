package io.sepia.trial;

import io.sepia.change.Change;
import io.sepia.change.ChangeKind;
import io.sepia.change.Event;
import io.sepia.change.EventType;
import io.sepia.document.ObjectKey;
import io.sepia.trial.Operation.Fate;
import io.sepia.trial.Operation.Write;
import io.sepia.trial.Timeline.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks the events and the log of changes against the life of each object. */
final class LogCheck {
    private final Journal journal;
    private final Picture picture;

    LogCheck(Journal journal, Picture picture) {
        this.journal = journal;
        this.picture = picture;
    }

    void run() {
        picture.events.forEach(this::events);
        activities();
        changes();
    }

    private void events(ObjectKey key, List<Event> events) {
        List<String> expected = new ArrayList<>();
        State before = null;
        for (State each : picture.timelines.get(key).states()) {
            expected.add((each.isFirstAfter(before) ? EventType.CREATED : EventType.UPDATED) + " " + each.version());
            if (each.deletedAt() != null) {
                expected.add(EventType.DELETED + " " + each.version());
            }
            before = each;
        }
        List<String> found = events.stream()
                .filter(each -> each.type() != EventType.ACTIVITY)
                .map(each -> each.type() + " " + each.generation())
                .toList();
        if (!found.equals(expected)) {
            journal.violation(key + " has the events " + found + ", but its life is " + expected);
        }
    }

    private void activities() {
        Set<String> found = new HashSet<>();
        picture.events
                .values()
                .forEach(events -> events.stream()
                        .filter(each -> each.type() == EventType.ACTIVITY)
                        .forEach(each -> {
                            String stamp = String.valueOf(each.metadata().get("action"));
                            Write write = journal.write(stamp);
                            if (!found.add(stamp) || write == null || write.fate() == Fate.REFUSED) {
                                journal.violation("there is an event too many: " + each + ", " + write);
                            }
                        }));
        for (Write each : journal.writes()) {
            if (each.kind == Write.Kind.ACTIVITY && each.isCertain() && !found.contains(each.stamp)) {
                journal.violation("an acknowledged activity is lost: " + each);
            }
        }
    }

    private void changes() {
        Map<ObjectKey, Change> latest = new HashMap<>();
        long sequence = 0;
        for (Change each : picture.changes) {
            if (each.sequence() <= sequence) {
                journal.violation("the log of changes continues with " + each.sequence() + " after " + sequence);
            }
            sequence = each.sequence();
            latest.put(each.key(), each);
        }
        picture.timelines.forEach((key, timeline) -> {
            State last = timeline.last();
            Change change = latest.get(key);
            if (last == null) {
                return;
            }
            boolean deleted = last.deletedAt() != null;
            if (change == null
                    || deleted != (change.kind() == ChangeKind.DELETED)
                    || change.version() != last.version()) {
                journal.violation("the log of changes has " + change + " for " + key + ", whose last state is " + last);
            }
        });
    }
}
