package io.sepia.internal.transfer;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.ObjectNotFoundException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.json.References;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds the stored objects to which objects refer, directly or not. */
record Reachable(BackendTransaction transaction) {
    private static final int BATCH = 500;

    /**
     * Returns the ids of {@code objects}, and of all stored objects to which they refer, by class.
     *
     * @throws ObjectNotFoundException if one of {@code objects} is not stored
     */
    Map<String, SortedSet<String>> from(Set<ObjectKey> objects) {
        for (ObjectKey each : objects) {
            if (!transaction.exists(each)) {
                throw new ObjectNotFoundException(each.className(), each.id());
            }
        }
        Map<String, SortedSet<String>> found = new TreeMap<>(ObjectKey.TEXT_ORDER);
        Set<ObjectKey> seen = new HashSet<>(objects);
        Collection<ObjectKey> level = objects;
        while (!level.isEmpty()) {
            Map<String, List<String>> ids = new TreeMap<>(ObjectKey.TEXT_ORDER);
            level.forEach(each -> ids.computeIfAbsent(each.className(), name -> new ArrayList<>())
                    .add(each.id()));
            List<ObjectKey> next = new ArrayList<>();
            ids.forEach((className, ofClass) -> {
                for (int from = 0; from < ofClass.size(); from += BATCH) {
                    List<String> batch = ofClass.subList(from, Math.min(ofClass.size(), from + BATCH));
                    for (StoredDocument document : transaction.load(className, batch)) {
                        found.computeIfAbsent(className, name -> new TreeSet<>(ObjectKey.TEXT_ORDER))
                                .add(document.key().id());
                        References.in(document.content()).stream()
                                .filter(seen::add)
                                .forEach(next::add);
                    }
                }
            });
            level = next;
        }
        return found;
    }
}
