package io.sepia.backend.snapshot;

import io.sepia.backend.ChangeLog;
import io.sepia.change.Change;
import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangeKind;
import io.sepia.change.ChangePage;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * The log of changes at one moment: the latest change of each object by number. Immutable, like the {@link Snapshot}
 * that it belongs to.
 *
 * @param log identity of the log, null when none is kept
 * @param last the highest number given
 * @param forgotten the highest number of a deletion that was forgotten
 * @param changes by number
 * @param numbers of the latest changes by object
 */
record ChangeHistory(
        @Nullable String log,
        long last,
        long forgotten,
        TreePMap<Long, Change> changes,
        TreePMap<ObjectKey, Long> numbers) {
    /** No log. */
    static final ChangeHistory NONE = new ChangeHistory(null, 0, 0, TreePMap.empty(), TreePMap.empty());

    /** A new log without changes. */
    static ChangeHistory begin() {
        return new ChangeHistory(
                Long.toHexString(ThreadLocalRandom.current().nextLong()), 0, 0, TreePMap.empty(), TreePMap.empty());
    }

    ChangeHistory withSaved(StoredDocument document) {
        return with(document.key(), ChangeKind.ofSave(document.version()), document.version(), document.updatedAt());
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

    /** The log without deletions before a moment. */
    ChangeHistory forgetting(Instant before) {
        List<Change> old = new ArrayList<>();
        for (Change each : changes.values()) {
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
