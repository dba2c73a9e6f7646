package io.sepia.internal.backend.file;

import io.sepia.change.Change;
import io.sepia.change.ChangeKind;
import io.sepia.document.ObjectKey;
import io.sepia.document.OnDelete;
import io.sepia.internal.backend.snapshot.ChangeHistory;
import io.sepia.internal.backend.snapshot.HeldDocument;
import io.sepia.internal.backend.snapshot.Snapshot;
import io.sepia.internal.document.LoggedEvent;
import io.sepia.query.IndexDefinition;
import io.sepia.query.IndexEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Derives the journal entries for the difference between two states, except those for documents. */
final class JournalEntries {
    private JournalEntries() {}

    /** Returns the entries that lead from one state to another in which the touched keys were written. */
    static List<JournalEntry> between(Snapshot before, Snapshot after, Set<ObjectKey> touched) {
        List<JournalEntry> entries = new ArrayList<>();
        changes(before.changes(), after.changes(), touched, entries);
        indexes(before, after, entries);
        if (before.rules() != after.rules()) {
            Set<String> classes = new TreeSet<>(before.rules().keySet());
            classes.addAll(after.rules().keySet());
            for (String each : classes) {
                OnDelete rule = after.rules().getOrDefault(each, OnDelete.LEAVE);
                if (rule != before.rules().getOrDefault(each, OnDelete.LEAVE)) {
                    entries.add(new JournalEntry.Rule(each, rule));
                }
            }
        }
        if (before.outcomes() != after.outcomes()) {
            after.outcomes().forEach((token, outcome) -> {
                if (!before.outcomes().containsKey(token)) {
                    entries.add(new JournalEntry.Ended(token, outcome));
                }
            });
        }
        if (before.events() != after.events()) {
            Set<String> kept = after.events().keptClasses();
            for (String each : before.events().keptClasses()) {
                if (!kept.contains(each)) {
                    entries.add(new JournalEntry.Kept(each, false));
                }
            }
            for (String each : kept) {
                if (!before.events().keptClasses().contains(each)) {
                    entries.add(new JournalEntry.Kept(each, true));
                }
            }
            for (ObjectKey each : touched) {
                if (after.events().hasLost(each, before.events())) {
                    entries.add(new JournalEntry.Unhappened(each));
                }
            }
            for (LoggedEvent each : after.events().after(before.events().last())) {
                entries.add(new JournalEntry.Happened(each.key(), EventFiles.line(each)));
            }
        }
        return entries;
    }

    private static void changes(
            ChangeHistory before, ChangeHistory after, Set<ObjectKey> touched, List<JournalEntry> entries) {
        if (before == after) {
            return;
        }
        if (!Objects.equals(before.log(), after.log())) {
            entries.add(new JournalEntry.Log(after.log(), after.last(), after.forgotten()));
            after.all().forEach(each -> entries.add(new JournalEntry.Changed(each)));
            return;
        }
        for (ObjectKey key : touched) {
            Change change = after.of(key);
            if (change != null && !change.equals(before.of(key))) {
                entries.add(new JournalEntry.Changed(change));
            }
        }
        if (before.forgotten() != after.forgotten()) {
            for (Change each : before.all()) {
                if (each.kind() == ChangeKind.DELETED && after.of(each.key()) == null) {
                    entries.add(new JournalEntry.Forgot(each.key(), after.forgotten()));
                }
            }
        }
    }

    private static void indexes(Snapshot before, Snapshot after, List<JournalEntry> entries) {
        List<IndexEntry> old = before.indexEntries();
        List<IndexEntry> now = after.indexEntries();
        if (old.equals(now)) {
            return;
        }
        Set<IndexDefinition> left = new HashSet<>();
        now.forEach(each -> left.add(each.definition()));
        for (IndexEntry each : old) {
            if (!left.contains(each.definition())) {
                entries.add(new JournalEntry.NotIndexed(each.definition()));
            }
        }
        for (IndexEntry each : now) {
            if (!old.contains(each)) {
                entries.add(new JournalEntry.Indexed(each));
            }
        }
    }

    /**
     * Returns the entries that lead to a state from nothing, except events and generations, which have their own files.
     */
    static List<JournalEntry> everything(Snapshot snapshot, long adopted) {
        List<JournalEntry> entries = new ArrayList<>();
        for (String className : snapshot.classes().keySet()) {
            for (String id : snapshot.ids(className)) {
                HeldDocument held = snapshot.held(new ObjectKey(className, id));
                FileRecord record = held instanceof FileDocument document ? document.record() : null;
                if (record != null) {
                    entries.add(
                            new JournalEntry.Put(Objects.requireNonNull(held).key(), record, null));
                }
            }
        }
        ChangeHistory changes = snapshot.changes();
        if (changes.log() != null) {
            entries.add(new JournalEntry.Log(changes.log(), changes.last(), changes.forgotten()));
            changes.all().forEach(each -> entries.add(new JournalEntry.Changed(each)));
        }
        snapshot.indexEntries().forEach(each -> entries.add(new JournalEntry.Indexed(each)));
        snapshot.rules().forEach((className, rule) -> entries.add(new JournalEntry.Rule(className, rule)));
        snapshot.outcomes().forEach((token, outcome) -> entries.add(new JournalEntry.Ended(token, outcome)));
        snapshot.events().keptClasses().forEach(each -> entries.add(new JournalEntry.Kept(each, true)));
        snapshot.generations()
                .rules()
                .forEach((className, rule) -> entries.add(new JournalEntry.History(className, rule)));
        snapshot.generations()
                .floors()
                .forEach((className, version) -> entries.add(new JournalEntry.Floor(className, version)));
        if (adopted >= 0) {
            entries.add(new JournalEntry.Adopted(adopted));
        }
        return entries;
    }
}
