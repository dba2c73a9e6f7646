package io.sepia.hostile;

import io.sepia.Storage;
import io.sepia.document.StoredDocument;
import io.sepia.error.OutcomeUnknownException;
import io.sepia.error.RetryableException;
import io.sepia.error.StorageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A process of {@link DirectoryTrial} with an open store, which does what its standard input says, line by line. */
final class TrialWorker {
    private static final int ATTEMPTS = 50;

    private TrialWorker() {}

    public static void main(String[] arguments) throws IOException {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Storage storage =
                Storage.open("filesystem", Map.of("path", Path.of(arguments[0]), "busy_timeout", 2_000))) {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                String[] words = line.split("\t", -1);
                try {
                    System.out.println(retried(() -> run(storage, words)));
                } catch (OutcomeUnknownException e) {
                    System.out.println("unknown " + oneLine(e));
                } catch (StorageException e) {
                    System.out.println("failed " + oneLine(e));
                } catch (RuntimeException | Error e) {
                    System.out.println("untyped " + oneLine(e) + " at " + List.of(e.getStackTrace()));
                }
            }
        }
    }

    private static String oneLine(Throwable e) {
        return e.toString().replace('\n', ' ');
    }

    private static String retried(Supplier<String> work) {
        for (int i = 1; ; i++) {
            try {
                return work.get();
            } catch (StorageException e) {
                if (!(e instanceof RetryableException) || i == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static String run(Storage storage, String[] words) {
        switch (words[0]) {
            case "save" ->
                storage.useTransaction(tx -> {
                    for (int i = 1; i < words.length; i += 3) {
                        tx.documents(words[i]).save(words[i + 1], words[i + 2]);
                    }
                });
            case "delete" -> storage.documents(words[1]).delete(words[2]);
            case "count" -> {
                for (int i = 0; i < Integer.parseInt(words[1]); i++) {
                    retried(() -> count(storage));
                }
            }
            default -> {
                List<String> found = new ArrayList<>();
                for (String className : DirectoryTrial.CLASSES) {
                    try (var documents = storage.documents(className).stream()) {
                        documents.forEach(each -> found.add(line(each)));
                    }
                }
                return String.join("\u0001", found);
            }
        }
        return "ok";
    }

    private static String count(Storage storage) {
        storage.useTransaction(tx -> {
            int count = tx.documents("Count")
                    .find("c")
                    .map(each -> Integer.parseInt(each.content()))
                    .orElse(0);
            tx.documents("Count").save("c", Integer.toString(count + 1));
        });
        return "ok";
    }

    private static String line(StoredDocument document) {
        return document.key().className() + "/" + document.key().id() + "\t" + document.version() + "\t"
                + document.content();
    }
}
