package io.sepia.internal.backend.snapshot;

import io.sepia.change.Change;
import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangeKind;
import io.sepia.change.ChangePage;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.ChangeLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * The log of changes at one moment: the latest change of each object by number. Immutable, like the {@link Snapshot}
 * that it belongs to. See decision 0035.
 *
 * @param log the identity of the log, or null if none is kept
 * @param last the highest number that was assigned
 * @param forgotten the highest number of a deletion that was removed
 * @param changes the changes by number
 * @param numbers the number of the latest change by object
 */
public record ChangeHistory(
        @Nullable String log,
        long last,
        long forgotten,
        TreePMap<Long, Change> changes,
        TreePMap<ObjectKey, Long> numbers) {
    /** No log. */
    public static final ChangeHistory NONE = new ChangeHistory(null, 0, 0, TreePMap.empty(), TreePMap.empty());

    /** Returns a new log without changes. */
    static ChangeHistory begin() {
        return new ChangeHistory(
                Long.toHexString(ThreadLocalRandom.current().nextLong()), 0, 0, TreePMap.empty(), TreePMap.empty());
    }

    /** Returns a log that is stored elsewhere, to be filled by {@link #with}. */
    public static ChangeHistory kept(@Nullable String log, long last, long forgotten) {
        return new ChangeHistory(log, last, forgotten, TreePMap.empty(), TreePMap.empty());
    }

    /** Returns the changes in the order of their numbers. */
    public List<Change> all() {
        return List.copyOf(changes.values());
    }

    /** Returns the number of changes. */
    public int size() {
        return changes.size();
    }

    /** Returns the latest change of an object, or null. */
    public @Nullable Change of(ObjectKey key) {
        Long number = numbers.get(key);
        return number == null ? null : changes.get(number);
    }

    /** Returns the log with a change that is numbered already. */
    public ChangeHistory with(Change change) {
        Long before = numbers.get(change.key());
        return new ChangeHistory(
                log,
                Math.max(last, change.sequence()),
                forgotten,
                (before == null ? changes : changes.minus(before)).plus(change.sequence(), change),
                numbers.plus(change.key(), change.sequence()));
    }

    /** Returns the log without the changes of these objects, all of them deletions. */
    public ChangeHistory without(Collection<ObjectKey> keys, long highest) {
        ChangeHistory left = this;
        for (ObjectKey key : keys) {
            Long number = left.numbers.get(key);
            if (number != null) {
                left = new ChangeHistory(log, last, forgotten, left.changes.minus(number), left.numbers.minus(key));
            }
        }
        return new ChangeHistory(log, last, Math.max(forgotten, highest), left.changes, left.numbers);
    }

    ChangeHistory withSaved(StoredDocument document) {
        return with(
                document.key(),
                ChangeKind.ofSave(document.createdAt(), document.updatedAt()),
                document.version(),
                document.updatedAt());
    }

    ChangeHistory withDeleted(StoredDocument document, Instant now) {
        return with(document.key(), ChangeKind.DELETED, document.version(), now);
    }

    private ChangeHistory with(ObjectKey key, ChangeKind kind, long version, Instant at) {
        if (log == null) {
            return this;
        }
        long number = last + 1;
        Long before = numbers.get(key);
        return new ChangeHistory(
                log,
                number,
                forgotten,
                (before == null ? changes : changes.minus(before))
                        .plus(number, new Change(key, kind, version, at, number)),
                numbers.plus(key, number));
    }

    ChangeCursor end() {
        if (log == null) {
            throw ChangeLog.notKept();
        }
        return ChangeCursor.BEGINNING.in(log, forgotten, last).movedTo(last);
    }

    ChangePage since(ChangeCursor cursor, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("A page has at least 1 change, not " + limit);
        }
        if (log == null) {
            throw ChangeLog.notKept();
        }
        ChangeCursor from = cursor.in(log, forgotten, last);
        List<Change> page = changes.tailMap(from.sequence(), false).values().stream()
                .limit(limit)
                .toList();
        boolean more = page.size() == limit && page.get(limit - 1).sequence() < last;
        return ChangePage.of(page, from.movedTo(more ? page.get(limit - 1).sequence() : last), more);
    }

    /** Returns the number after the next {@code most} changes from a number on; 0 if there are no more. */
    long afterPart(long from, int most) {
        return changes.tailMap(from, true).keySet().stream()
                .skip(most)
                .findFirst()
                .orElse(0L);
    }

    /** Returns the log without the deletions before a moment among the next {@code most} changes from a number on. */
    ChangeHistory forgetting(Instant before, long from, int most) {
        List<Change> old = new ArrayList<>();
        Iterator<Change> part = changes.tailMap(from, true).values().iterator();
        for (int i = 0; i < most && part.hasNext(); i++) {
            Change each = part.next();
            if (each.kind() == ChangeKind.DELETED && each.at().isBefore(before)) {
                old.add(each);
            }
        }
        long highest = old.isEmpty() ? forgotten : old.get(old.size() - 1).sequence();
        return new ChangeHistory(
                log,
                last,
                Math.max(forgotten, highest),
                changes.minusAll(old.stream().map(Change::sequence).toList()),
                numbers.minusAll(old.stream().map(Change::key).toList()));
    }
}
