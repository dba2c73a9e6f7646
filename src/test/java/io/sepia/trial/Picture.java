package io.sepia.trial;

import io.sepia.Storage;
import io.sepia.StorageTransaction;
import io.sepia.change.Change;
import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangePage;
import io.sepia.change.Event;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is stored when all programs of a round have ended. */
final class Picture {
    final Map<ObjectKey, StoredDocument> documents = new TreeMap<>();
    final Map<ObjectKey, Timeline> timelines = new TreeMap<>();
    final Map<ObjectKey, List<Event>> events = new HashMap<>();
    final List<Change> changes = new ArrayList<>();

    /**
     * Reads everything.
     *
     * @param from the position of the change log at the beginning of the round
     */
    Picture(Storage storage, Journal journal, ChangeCursor from) {
        ChangePage page;
        ChangeCursor cursor = from;
        do {
            page = storage.changes().since(cursor);
            page.changes().stream()
                    .filter(each -> Subject.CLASSES.contains(each.key().className())
                            && !each.key().id().startsWith("fence"))
                    .forEach(changes::add);
            cursor = page.next();
        } while (page.more());
        storage.transactions().readOnly().use(tx -> read(tx, journal));
    }

    private void read(StorageTransaction tx, Journal journal) {
        for (String className : Subject.CLASSES) {
            try (var all = tx.documents(className).stream()) {
                all.forEach(each -> documents.put(each.key(), each));
            }
        }
        TreeSet<ObjectKey> keys = new TreeSet<>(documents.keySet());
        journal.writes().stream().filter(each -> !each.isWithoutId()).forEach(each -> keys.add(each.key));
        // Also objects that are deleted, and whose ids no program was told.
        changes.forEach(each -> keys.add(each.key()));
        for (ObjectKey key : keys) {
            if (Subject.RECORDED.contains(key.className())) {
                timelines.put(key, Timeline.of(tx, key, journal));
            } else {
                tx.documents(key.className())
                        .history(key.id())
                        .latest()
                        .ifPresent(latest -> journal.generation(
                                key,
                                latest.number(),
                                Timeline.stamp(latest.value().content())));
            }
            if (Subject.EVENTFUL.contains(key.className())) {
                events.put(key, tx.documents(key.className()).history(key.id()).events());
            }
        }
    }
}
