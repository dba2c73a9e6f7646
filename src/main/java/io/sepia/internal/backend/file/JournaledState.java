package io.sepia.internal.backend.file;

import io.sepia.internal.backend.snapshot.ChangeHistory;
import io.sepia.internal.backend.snapshot.Snapshot;
import io.sepia.internal.document.LoggedEvent;
import java.util.List;

/** Applies entries of the journal to snapshots, except those of documents and generations, which depend on files. */
final class JournaledState {
    private JournaledState() {}

    /** Returns a state with what an entry says. */
    static Snapshot with(Snapshot snapshot, JournalEntry entry) {
        if (entry instanceof JournalEntry.Changed changed) {
            return snapshot.with(snapshot.changes().with(changed.change()));
        }
        if (entry instanceof JournalEntry.Log log) {
            return snapshot.with(ChangeHistory.kept(log.id(), log.last(), log.forgotten()));
        }
        if (entry instanceof JournalEntry.Forgot forgot) {
            return snapshot.with(snapshot.changes().without(List.of(forgot.key()), forgot.highest()));
        }
        if (entry instanceof JournalEntry.Indexed indexed) {
            return snapshot.withKept(indexed.entry());
        }
        if (entry instanceof JournalEntry.NotIndexed not) {
            return snapshot.without(not.definition());
        }
        if (entry instanceof JournalEntry.Ended ended) {
            return snapshot.with(ended.token(), ended.outcome());
        }
        if (entry instanceof JournalEntry.Kept kept) {
            return snapshot.with(snapshot.events().keeping(kept.className(), kept.kept()));
        }
        if (entry instanceof JournalEntry.Rule rule) {
            return snapshot.with(rule.className(), rule.rule());
        }
        if (entry instanceof JournalEntry.Unhappened none) {
            return snapshot.with(snapshot.events().without(none.key()));
        }
        if (entry instanceof JournalEntry.Happened happened) {
            LoggedEvent event = EventFiles.read(happened.key(), happened.line());
            return event == null || snapshot.events().has(event.number())
                    ? snapshot
                    : snapshot.with(snapshot.events().withNumbered(event));
        }
        return snapshot;
    }
}
