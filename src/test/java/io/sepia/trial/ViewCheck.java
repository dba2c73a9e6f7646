package io.sepia.trial;

import io.sepia.Storage;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.json.References;
import io.sepia.trial.Journal.Reading;
import io.sepia.trial.Operation.Fate;
import io.sepia.trial.Operation.Write;
import io.sepia.trial.Subject.Person;
import io.sepia.trial.Timeline.State;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks what each store shows, from its indexes, references and cache, against the contents; and earlier reads. */
final class ViewCheck {
    private static final Pattern MAIL = Pattern.compile("\"mail\":\"([^\"]*)\"");

    private final Journal journal;
    private final Picture picture;

    ViewCheck(Journal journal, Picture picture) {
        this.journal = journal;
        this.picture = picture;
    }

    void run(List<Storage> stores) {
        for (Storage each : stores) {
            mails(each);
            references(each);
            cache(each);
        }
        journal.readings().forEach(this::reading);
    }

    private void mails(Storage storage) {
        Map<String, Set<String>> byMail = new HashMap<>();
        picture.documents.forEach((key, document) -> {
            Matcher mail = MAIL.matcher(document.content());
            if (key.className().equals("person") && mail.find()) {
                byMail.computeIfAbsent(mail.group(1), none -> new HashSet<>()).add(key.id());
            }
        });
        byMail.forEach((mail, ids) -> {
            if (ids.size() > 1) {
                journal.violation("the unique value " + mail + " is stored in " + ids);
            }
            Set<String> found = Set.copyOf(
                    storage.query(Person.class).where("mail = '" + mail + "'").ids());
            if (!found.equals(ids)) {
                journal.violation("the index finds " + found + " for " + mail + ", which is stored in " + ids);
            }
        });
    }

    private void references(Storage storage) {
        Map<ObjectKey, Set<ObjectKey>> holders = new HashMap<>();
        picture.documents
                .values()
                .forEach(each -> References.in(each.content())
                        .forEach(target -> holders.computeIfAbsent(target, none -> new HashSet<>())
                                .add(each.key())));
        picture.timelines.keySet().forEach(each -> holders.putIfAbsent(each, Set.of()));
        holders.forEach((target, expected) -> {
            Set<ObjectKey> found =
                    Set.copyOf(storage.documents(target.className()).whoReferences(target.id()));
            if (!found.equals(expected)) {
                journal.violation(target + " is referred to by " + expected + ", but the index finds " + found);
            }
            if (!expected.isEmpty() && !picture.documents.containsKey(target)) {
                journal.violation(expected + " refer to " + target + ", which is deleted in spite of its rule");
            }
        });
    }

    private void cache(Storage storage) {
        for (ObjectKey key : picture.timelines.keySet()) {
            if (key.className().equals("person")) {
                StoredDocument document = picture.documents.get(key);
                String stored = document == null ? null : Timeline.stamp(document.content());
                String seen = storage.find(Person.class, key.id())
                        .map(each -> each.stamp)
                        .orElse(null);
                if (!Objects.equals(stored, seen)) {
                    journal.violation("a store shows " + key + " as " + seen + ", but it is stored as " + stored);
                }
            }
        }
    }

    /** Checks that an earlier read found a state that was committed, and not older than its store could know. */
    private void reading(Reading reading) {
        Timeline timeline = picture.timelines.get(reading.key());
        String stamp = reading.stamp();
        if (timeline == null) {
            if (stamp != null) {
                journal.violation(reading + " found what was never stored");
            }
            return;
        }
        int found = stamp == null ? Integer.MAX_VALUE : timeline.lastIndexOf(stamp);
        if (found < 0) {
            journal.violation(reading + " found what was never committed");
            return;
        }
        int known = known(timeline, reading);
        boolean tooOld = stamp == null ? isAliveFrom(timeline, known) : found < known;
        if (tooOld) {
            journal.violation(reading + " found an earlier state than its store had acknowledged before, "
                    + timeline.states().get(known));
        }
    }

    /** Returns the index of the last state that the store of a reading had acknowledged before, or -1. */
    private int known(Timeline timeline, Reading reading) {
        int known = -1;
        for (int i = 0; i < timeline.states().size(); i++) {
            Write write = journal.write(timeline.states().get(i).stamp());
            if (write != null && isKnown(write, reading)) {
                known = i;
            }
        }
        return known;
    }

    private static boolean isKnown(@Nullable Write write, Reading reading) {
        return write != null
                && write.fate() == Fate.COMMITTED
                && write.kind == Write.Kind.PLAIN
                && write.step.operation.store == reading.store()
                && write.step.operation.ended < reading.begun();
    }

    private static boolean isAliveFrom(Timeline timeline, int index) {
        return index >= 0
                && timeline.states().subList(index, timeline.states().size()).stream()
                        .map(State::deletedAt)
                        .allMatch(Objects::isNull);
    }
}
