package io.sepia.processes;

import io.sepia.Storage;
import io.sepia.model.ObjectId;
import java.nio.file.Path;

/** A small program. */
final class TenLines {
    private TenLines() {}

    /** A class to save. */
    record Note(@ObjectId String id, String title) {}

    public static void main(String[] arguments) {
        try (Storage storage = Storage.open(Path.of(arguments[0]))) {
            storage.save(new Note("n1", "It weaves algebra"));
            System.out.println(storage.load(Note.class, "n1").title());
        }
    }
}
