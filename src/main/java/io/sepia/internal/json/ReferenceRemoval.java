package io.sepia.internal.json;

import io.sepia.document.ObjectKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Removes references from JSON text and leaves all other characters as they are. */
final class ReferenceRemoval {
    private static final String NOTHING = "null";

    private final String json;
    private final Set<ObjectKey> removed;
    private final List<Edit> edits = new ArrayList<>();

    /** Replaces the text from {@code start} up to, but not including, {@code end}. */
    private record Edit(int start, int end, String text) {}

    private record Element(int start, int end, boolean isRemoved) {}

    ReferenceRemoval(String json, Set<ObjectKey> removed) {
        this.json = json;
        this.removed = removed;
    }

    /** Adds a reference that is not an element of an array. */
    void member(ObjectKey target, long start, long end) {
        if (removed.contains(target)) {
            edits.add(new Edit((int) start, (int) end, NOTHING));
        }
    }

    /** Starts an array. */
    Elements elements() {
        return new Elements();
    }

    /** The elements of an array, in order. */
    final class Elements {
        private final List<Element> all = new ArrayList<>();

        /** Adds an element, which is a reference unless {@code target} is null. */
        void add(@Nullable ObjectKey target, long start, long end) {
            all.add(new Element((int) start, (int) end, target != null && removed.contains(target)));
        }

        /**
         * Ends the array. An element is removed with the separator after it; elements at the end, with the one before.
         */
        void end() {
            int kept = all.size() - 1;
            while (kept >= 0 && all.get(kept).isRemoved()) {
                kept--;
            }
            for (int i = 0; i < kept; i++) {
                if (all.get(i).isRemoved()) {
                    edits.add(new Edit(all.get(i).start(), all.get(i + 1).start(), ""));
                }
            }
            if (kept < all.size() - 1) {
                int from = kept < 0 ? all.get(0).start() : all.get(kept).end();
                edits.add(new Edit(from, all.get(all.size() - 1).end(), ""));
            }
        }
    }

    String text() {
        if (edits.isEmpty()) {
            return json;
        }
        edits.sort(Comparator.comparingInt(Edit::start));
        StringBuilder text = new StringBuilder(json.length());
        int from = 0;
        for (Edit edit : edits) {
            text.append(json, from, edit.start()).append(edit.text());
            from = edit.end();
        }
        return text.append(json, from, json.length()).toString();
    }
}
