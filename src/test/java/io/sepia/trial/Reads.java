package io.sepia.trial;

import io.sepia.StorageOperations;
import io.sepia.StorageTransaction;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.trial.Journal.Reading;
import io.sepia.trial.Subject.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The reads of a program.
 *
 * @param committed whether the reader sees committed states only
 */
record Reads(Journal journal, Operation operation, boolean committed) {
    @Nullable
    Person person(StorageOperations on, String id) {
        Person found = on.find(Person.class, id).orElse(null);
        read(new ObjectKey("person", id), found == null ? null : found.stamp);
        return found;
    }

    private void read(ObjectKey key, @Nullable String stamp) {
        if (committed) {
            journal.read(new Reading(operation.store, key, stamp, operation.begun, operation.name));
        }
    }

    /** Reads two objects that are always written by one operation. */
    void pair(StorageOperations on) {
        List<StoredDocument> pair =
                on.documents("team").findAll(List.of(journal.prefix + "left", journal.prefix + "right"));
        boolean whole =
                pair.isEmpty() || pair.size() == 2 && operation(pair.get(0)).equals(operation(pair.get(1)));
        if (!whole) {
            journal.violation(operation.name + " read a part of an operation: "
                    + pair.stream()
                            .map(each -> each.key() + " of " + operation(each))
                            .toList());
        }
    }

    private static String operation(StoredDocument document) {
        String stamp = Timeline.stamp(document.content());
        return stamp.substring(0, stamp.indexOf('#'));
    }

    /** Reads the number of a generation. */
    void latest(StorageOperations on, String className, String id) {
        ObjectKey key = new ObjectKey(className, id);
        on.documents(className).history(id).latest().ifPresent(latest -> {
            if (committed) {
                journal.generation(
                        key, latest.number(), Timeline.stamp(latest.value().content()));
            }
        });
    }

    /** Reads all objects of a class, in ways that have to agree in a transaction that only reads. */
    void all(StorageOperations on) {
        List<String> found = new ArrayList<>();
        try (Stream<Person> all = on.stream(Person.class)) {
            all.forEach(each -> {
                found.add(String.valueOf(each.id));
                read(each.key(), each.stamp);
            });
        }
        boolean oneMoment = committed && on instanceof StorageTransaction;
        if (oneMoment && (!found.equals(on.ids(Person.class)) || found.size() != on.count(Person.class))) {
            journal.violation(
                    operation.name + " found " + found + ", then " + on.ids(Person.class) + " in one transaction");
        }
    }

    /** Reads by a unique value. */
    void query(StorageOperations on, String mail) {
        List<String> ids = on.query(Person.class).where("mail = '" + mail + "'").ids();
        if (ids.size() > 1) {
            journal.violation(operation.name + " found one unique value in " + ids);
        }
    }
}
