package io.sepia.internal.backend.snapshot;

import io.sepia.change.EventFilter;
import io.sepia.document.ObjectKey;
import io.sepia.internal.document.LoggedEvent;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * The events at one moment. Immutable.
 *
 * @param classes the classes that have events
 * @param last the highest number that was assigned
 * @param events the events by number
 * @param numbers the numbers of each object's events
 */
public record EventHistory(
        TreePSet<String> classes,
        long last,
        TreePMap<Long, LoggedEvent> events,
        TreePMap<ObjectKey, TreePSet<Long>> numbers) {
    /** No events, and no classes that have events. */
    public static final EventHistory EMPTY =
            new EventHistory(TreePSet.empty(ObjectKey.TEXT_ORDER), 0, TreePMap.empty(), TreePMap.empty());

    private static final TreePSet<Long> NONE = TreePSet.empty();

    /** Returns the same events, with the logging of a class switched on or off. */
    public EventHistory keeping(String className, boolean kept) {
        return new EventHistory(kept ? classes.plus(className) : classes.minus(className), last, events, numbers);
    }

    EventHistory with(LoggedEvent event) {
        return withNumbered(
                new LoggedEvent(last + 1, event.key(), event.type(), event.generation(), event.at(), event.metadata()));
    }

    /** Returns these events and another, which is numbered already. */
    public EventHistory withNumbered(LoggedEvent event) {
        ObjectKey key = event.key();
        return new EventHistory(
                classes,
                Math.max(last, event.number()),
                events.plus(event.number(), event),
                numbers.plus(key, numbers.getOrDefault(key, NONE).plus(event.number())));
    }

    /** Returns these events without those of an object. */
    public EventHistory without(ObjectKey key) {
        TreePMap<Long, LoggedEvent> left = events;
        for (Long number : numbers.getOrDefault(key, NONE)) {
            left = left.minus(number);
        }
        return new EventHistory(classes, last, left, numbers.minus(key));
    }

    /** Returns whether there is an event with a number. */
    public boolean has(long number) {
        return events.containsKey(number);
    }

    /** Returns whether an object has events. */
    public boolean has(ObjectKey key) {
        return numbers.containsKey(key);
    }

    /** Returns whether events of an object that an earlier state contains were deleted since. */
    public boolean hasLost(ObjectKey key, EventHistory earlier) {
        TreePSet<Long> had = earlier.numbers.getOrDefault(key, NONE);
        return !had.isEmpty() && !events.containsKey(had.first());
    }

    /** Returns the events after a number, in order. */
    public List<LoggedEvent> after(long number) {
        return List.copyOf(events.tailMap(number, false).values());
    }

    /** Returns the classes that have events. */
    public Set<String> keptClasses() {
        return classes;
    }

    List<LoggedEvent> page(EventFilter filter, long after, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("A page has at least 1 event, not " + limit);
        }
        return candidates(filter, after)
                .filter(each -> each.number() > after)
                .filter(each -> filter.className() == null
                        || filter.className().equals(each.key().className()))
                .filter(each -> filter.from() == null || !each.at().isBefore(filter.from()))
                .filter(each -> filter.until() == null || each.at().isBefore(filter.until()))
                .limit(limit)
                .toList();
    }

    private Stream<LoggedEvent> candidates(EventFilter filter, long after) {
        String className = filter.className();
        String id = filter.id();
        if (className == null || id == null) {
            return events.tailMap(after, false).values().stream();
        }
        return numbers.getOrDefault(new ObjectKey(className, id), NONE).stream().map(events::get);
    }

    Optional<LoggedEvent> lastOf(ObjectKey key) {
        TreePSet<Long> ofKey = numbers.getOrDefault(key, NONE);
        return ofKey.isEmpty() ? Optional.empty() : Optional.ofNullable(events.get(ofKey.last()));
    }
}
