package io.sepia.processes;

import io.sepia.Storage;
import java.util.Map;

/** A small program with a store on a named backend, which is at a path if there is a second argument. */
final class OtherBackend {
    private OtherBackend() {}

    public static void main(String[] arguments) {
        Map<String, String> options = arguments.length > 1 ? Map.of("path", arguments[1]) : Map.of();
        try (Storage storage = Storage.open(arguments[0], options)) {
            storage.save(new TenLines.Note("n1", "It weaves algebra"));
            System.out.println(storage.query(TenLines.Note.class)
                    .where("title = 'It weaves algebra'")
                    .first()
                    .map(TenLines.Note::title)
                    .orElse(""));
        }
    }
}
