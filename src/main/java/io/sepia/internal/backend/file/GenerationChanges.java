package io.sepia.internal.backend.file;

import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.snapshot.GenerationHistory;
import io.sepia.internal.backend.snapshot.HeldGeneration;
import io.sepia.internal.backend.snapshot.KeptGenerations;
import io.sepia.internal.backend.snapshot.Snapshot;
import io.sepia.internal.backend.snapshot.SnapshotStorage;
import io.sepia.internal.document.StoredGeneration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Applies changes of generations to journal, files and snapshots. */
final class GenerationChanges {
    private GenerationChanges() {}

    /**
     * Adds a transaction's changes of generations to its journal entries.
     *
     * @param staging returns a path for each file that is written as a whole
     */
    static void stage(
            SnapshotStorage.Commit commit, GenerationFiles files, Supplier<Path> staging, List<JournalEntry> entries)
            throws IOException {
        GenerationHistory before = commit.before().generations();
        GenerationHistory after = commit.after().generations();
        if (before == after) {
            return;
        }
        for (Map.Entry<String, HistoryRule> each : after.rules().entrySet()) {
            if (!each.getValue().equals(before.rules().get(each.getKey()))) {
                entries.add(new JournalEntry.History(each.getKey(), each.getValue()));
            }
        }
        for (Map.Entry<String, Long> each : after.floors().entrySet()) {
            if (!each.getValue().equals(before.floors().get(each.getKey()))) {
                entries.add(new JournalEntry.Floor(each.getKey(), each.getValue()));
            }
        }
        for (ObjectKey key : commit.touched()) {
            KeptGenerations now = after.held().get(key);
            if (now == null || now == before.held().get(key)) {
                continue;
            }
            KeptGenerations old = before.of(key);
            List<String> lines = lines(key, old, now);
            if (lines == null || files.waste(key, now) > 0) {
                Path staged = now.highest() == 0 ? null : staging.get();
                if (staged != null) {
                    files.stage(key, now, staged);
                }
                entries.add(new JournalEntry.Generations(key, staged == null ? null : Places.name(staged)));
            } else {
                lines.forEach(each -> entries.add(new JournalEntry.Generation(key, each)));
            }
        }
    }

    /**
     * Returns the lines that lead from one state to the other when they are appended, or null if the file must be
     * rewritten.
     */
    private static @Nullable List<String> lines(ObjectKey key, KeptGenerations old, KeptGenerations now) {
        if (now.highest() < old.highest()) {
            return null;
        }
        List<String> lines = new ArrayList<>();
        long first = now.all().isEmpty()
                ? Long.MAX_VALUE
                : now.all().iterator().next().header().number();
        boolean someGone = false;
        for (HeldGeneration each : old.all()) {
            long number = each.header().number();
            if (now.get(number) == null) {
                if (number > first) {
                    return null;
                }
                someGone = true;
            }
        }
        for (HeldGeneration each : now.all()) {
            long number = each.header().number();
            HeldGeneration there = old.get(number);
            if (there == null) {
                StoredGeneration whole = each.whole();
                if (number <= old.highest() || whole == null) {
                    return null;
                }
                lines.add(GenerationLine.write(whole));
            } else if (there != each) {
                if (!isSame(there, each)) {
                    return null;
                }
                lines.add(GenerationLine.marked(number, each.header().deletedAt()));
            }
        }
        if (someGone) {
            if (first == Long.MAX_VALUE) {
                return null;
            }
            lines.add(GenerationLine.from(first));
        }
        if (now.highest() > old.highest() && now.get(now.highest()) == null) {
            lines.add(GenerationLine.given(key, now.highest()));
        }
        return lines;
    }

    private static boolean isSame(HeldGeneration one, HeldGeneration other) {
        return one.header().deleted(null).equals(other.header().deleted(null))
                && Objects.equals(content(one), content(other));
    }

    private static @Nullable String content(HeldGeneration generation) {
        StoredGeneration whole = generation.whole();
        return whole == null ? null : whole.content();
    }

    /** Applies the changes to the files, as far as that was not done before. */
    static void place(GenerationFiles files, Path root, List<JournalEntry> entries, boolean again) throws IOException {
        Map<ObjectKey, List<String>> lines = new LinkedHashMap<>();
        for (JournalEntry entry : entries) {
            if (entry instanceof JournalEntry.Generation added) {
                lines.computeIfAbsent(added.key(), key -> new ArrayList<>()).add(added.line());
            } else if (entry instanceof JournalEntry.Generations replaced) {
                files.replace(replaced.key(), replaced.staged() == null ? null : root.resolve(replaced.staged()));
            }
        }
        files.append(lines, again);
    }

    /** Returns the state that a transaction of this store has led to, after its files are in their places. */
    static Snapshot placed(GenerationFiles files, Snapshot after, List<JournalEntry> entries) throws IOException {
        Map<ObjectKey, List<String>> lines = new LinkedHashMap<>();
        Snapshot next = after;
        for (JournalEntry entry : entries) {
            if (entry instanceof JournalEntry.Generation added) {
                lines.computeIfAbsent(added.key(), key -> new ArrayList<>()).add(added.line());
            } else if (entry instanceof JournalEntry.Generations replaced) {
                next = next.with(next.generations().with(replaced.key(), files.read(replaced.key())));
            }
        }
        for (Map.Entry<ObjectKey, List<String>> each : lines.entrySet()) {
            ObjectKey key = each.getKey();
            KeptGenerations placed = files.placed(key, next.generations().of(key), each.getValue());
            next = next.with(next.generations().with(key, placed));
        }
        return next;
    }

    /** Applies an entry that another store has journaled. */
    static Snapshot apply(GenerationFiles files, GenerationSource source, Snapshot snapshot, JournalEntry entry) {
        GenerationHistory history = snapshot.generations();
        if (entry instanceof JournalEntry.History rule) {
            return snapshot.with(history.with(rule.className(), rule.rule()));
        }
        if (entry instanceof JournalEntry.Floor floor) {
            return snapshot.with(history.raised(floor.className(), floor.version()));
        }
        if (entry instanceof JournalEntry.Generation added) {
            return snapshot.with(added(files, source, history, added));
        }
        if (entry instanceof JournalEntry.Generations replaced) {
            ObjectKey key = replaced.key();
            return snapshot.with(
                    isKnown(history, source, key)
                            ? history.with(key, files.read(key))
                            : history.reading(source.change(key)));
        }
        return snapshot;
    }

    /** Returns a state with an entry whose files need not be in their places yet. */
    static Snapshot through(GenerationFiles files, Snapshot snapshot, JournalEntry entry) {
        GenerationHistory history = snapshot.generations();
        if (entry instanceof JournalEntry.History rule) {
            return snapshot.with(history.with(rule.className(), rule.rule()));
        }
        if (entry instanceof JournalEntry.Floor floor) {
            return snapshot.with(history.raised(floor.className(), floor.version()));
        }
        if (entry instanceof JournalEntry.Generation added) {
            ObjectKey key = added.key();
            GenerationLine line = GenerationLine.read(key, added.line());
            StoredGeneration whole = line == null ? null : line.generation();
            if (line == null) {
                return snapshot;
            }
            KeptGenerations before = history.of(key);
            return snapshot.with(history.with(
                    key,
                    whole == null ? files.apply(before, line, -1, 0) : before.with(new HeldGeneration.Whole(whole))));
        }
        if (entry instanceof JournalEntry.Generations replaced) {
            return snapshot.with(history.with(replaced.key(), files.read(replaced.key(), replaced.staged())));
        }
        return snapshot;
    }

    private static GenerationHistory added(
            GenerationFiles files, GenerationSource source, GenerationHistory history, JournalEntry.Generation added) {
        ObjectKey key = added.key();
        if (!isKnown(history, source, key)) {
            return history.reading(source.change(key));
        }
        GenerationLine line = GenerationLine.read(key, added.line());
        return line == null ? history : history.with(key, files.apply(history.of(key), line, -1, 0));
    }

    private static boolean isKnown(GenerationHistory history, GenerationSource source, ObjectKey key) {
        return history.held().containsKey(key) || source.knows(key);
    }
}
