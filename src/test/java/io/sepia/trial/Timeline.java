package io.sepia.trial;

import io.sepia.StorageOperations;
import io.sepia.document.GenerationInfo;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.json.References;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The life of one object, as its generations tell it. */
record Timeline(ObjectKey key, List<State> states) {
    private static final Pattern STAMP = Pattern.compile("\"stamp\":\"([^\"]*)\"");

    /**
     * One generation.
     *
     * @param derived whether the store wrote it, when it removed references to a deleted object
     */
    record State(
            long number,
            String stamp,
            long version,
            Instant at,
            @Nullable Instant deletedAt,
            Set<ObjectKey> references,
            boolean derived) {
        /** Returns whether the object did not exist before, given the state before. */
        boolean isFirstAfter(@Nullable State before) {
            return before == null || before.deletedAt != null;
        }
    }

    static String stamp(String content) {
        Matcher matcher = STAMP.matcher(content);
        return matcher.find() ? matcher.group(1) : "none";
    }

    static Timeline of(StorageOperations on, ObjectKey key, Journal journal) {
        var history = on.documents(key.className()).history(key.id());
        List<State> states = new ArrayList<>();
        for (GenerationInfo info : history.list()) {
            StoredDocument document = history.at(info.number())
                    .orElseThrow(() -> new AssertionError(info + " is listed but absent"))
                    .value();
            String stamp = stamp(document.content());
            Set<ObjectKey> references = References.in(document.content());
            State before = states.isEmpty() ? null : states.get(states.size() - 1);
            boolean derived = before != null
                    && before.deletedAt() == null
                    && before.stamp().equals(stamp)
                    && before.references().size() > references.size()
                    && before.references().containsAll(references);
            states.add(new State(
                    info.number(),
                    stamp,
                    info.version(),
                    info.createdAt(),
                    info.deletedAt().orElse(null),
                    references,
                    derived));
            journal.found(key, stamp);
            journal.generation(key, info.number(), derived ? stamp + " derived" : stamp);
        }
        return new Timeline(key, states);
    }

    @Nullable
    State last() {
        return states.isEmpty() ? null : states.get(states.size() - 1);
    }

    /** Returns the index of the last state with a stamp, or -1. */
    int lastIndexOf(String stamp) {
        for (int i = states.size() - 1; i >= 0; i--) {
            if (states.get(i).stamp().equals(stamp)) {
                return i;
            }
        }
        return -1;
    }
}
