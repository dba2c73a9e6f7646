package io.sepia.hostile;

import io.sepia.Storage;
import io.sepia.StorageTransaction;
import io.sepia.document.HistoryRule;
import io.sepia.error.OutcomeUnknownException;
import io.sepia.error.StorageException;
import io.sepia.query.IndexDefinition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A program that writes to a store on several threads, its lanes. The transaction number n of a lane writes n to
 * several objects. Each line of the file of acknowledgements is one {@code write} of what has returned: {@code ack 0
 * 17} for transaction 17 of lane 0, {@code export}, {@code backup} and {@code archive} with the name of a complete
 * file.
 */
final class LaneWriter {
    static final int LANES = 2;
    static final int PAGES = 4;
    /** An option of this program: whether the store is a directory. */
    static final String DIRECTORY = "directory";

    private final Path file;
    private final Map<String, Object> options;
    private final FileChannel acknowledgements;
    private final boolean goesOn;

    /** @param goesOn whether an error is reported, and the next transaction is tried */
    LaneWriter(Path file, Map<String, Object> options, FileChannel acknowledgements, boolean goesOn) {
        this.file = file;
        this.options = options;
        this.acknowledgements = acknowledgements;
        this.goesOn = goesOn;
    }

    /**
     * Arguments: the file, the file of acknowledgements, cycles, transactions in each, options as {@code name=value}.
     */
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        Map<String, Object> options = new HashMap<>();
        for (int i = 4; i < arguments.length; i++) {
            int equals = arguments[i].indexOf('=');
            options.put(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
        }
        try (FileChannel acknowledgements =
                FileChannel.open(Path.of(arguments[1]), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            LaneWriter writer = new LaneWriter(file, options, acknowledgements, false);
            for (int cycle = 0; cycle < Integer.parseInt(arguments[2]); cycle++) {
                writer.cycle(cycle, Integer.parseInt(arguments[3]));
            }
        }
    }

    /** Opens a SQLite store, or a directory store if the options have {@code directory}. */
    static Storage open(Path file, Map<String, ?> options) {
        Map<String, Object> all = new HashMap<>(options);
        boolean isDirectory = all.remove(DIRECTORY) != null;
        all.put(isDirectory ? "path" : "database_path", file);
        return Storage.open(isDirectory ? "filesystem" : "sqlite", all);
    }

    static String page(int lane) {
        return "Page" + lane;
    }

    static String book(int lane) {
        return "Book" + lane;
    }

    static String text(long number) {
        return ("number " + number + " ").repeat((int) (number * 37 % (number % 7 == 0 ? 1_500 : 60)));
    }

    static String content(int lane, int page, long number) {
        return "{\"mail\":\"" + lane + "-" + page + "-" + number + "\",\"n\":" + number + ",\"text\":\"" + text(number)
                + "\"}";
    }

    static String bookContent(int lane, long number) {
        StringBuilder content = new StringBuilder("{\"n\":" + number + ",\"pages\":[");
        for (int i = 0; i < number % PAGES; i++) {
            content.append(i == 0 ? "" : ",")
                    .append("{\"$ref\":{\"class\":\"" + page(lane) + "\",\"id\":\"p" + i + "\"}}");
        }
        return content.append("]}").toString();
    }

    /** Returns the number of the last transaction of a lane, 0 for none. */
    static long number(Storage storage, int lane) {
        return storage.documents(book(lane))
                .find("book")
                .map(each -> numberOf(each.content()))
                .orElse(0L);
    }

    /** Returns the number in the content of a book. */
    static long numberOf(String content) {
        return Long.parseLong(content.substring(content.indexOf(':') + 1, content.indexOf(',')));
    }

    static String pageId(int page) {
        return page < PAGES ? "p" + page : "extra";
    }

    /** Opens the store, runs transactions on all lanes, and closes it. */
    void cycle(int cycle, int transactions) throws InterruptedException {
        try (Storage storage = open(file, options)) {
            acknowledge("open", Integer.toString(cycle));
            if (!storage.classes().containsKey(book(0))) {
                for (int lane = 0; lane < LANES; lane++) {
                    storage.documents(book(lane)).keepHistory(HistoryRule.ALL);
                    storage.indexes().add(IndexDefinition.of(page(lane), "mail").asUnique());
                }
            }
            Thread[] threads = new Thread[LANES];
            for (int lane = 0; lane < LANES; lane++) {
                int number = lane;
                threads[lane] = new Thread(() -> lane(storage, number, cycle, transactions));
                threads[lane].start();
            }
            for (Thread each : threads) {
                each.join();
            }
        } catch (StorageException e) {
            failed("open", e);
        } catch (RuntimeException | Error e) {
            acknowledge("untyped", e + " at " + List.of(e.getStackTrace()));
        }
    }

    private void lane(Storage storage, int lane, int cycle, int transactions) {
        for (int i = 0; i < transactions; i++) {
            try {
                long next = number(storage, lane) + 1;
                storage.useTransaction(transaction -> write(transaction, lane, next));
                acknowledge("ack", lane + " " + next);
                if (i % 5 == 2) {
                    other(storage, lane, cycle, i);
                }
            } catch (OutcomeUnknownException e) {
                failed("unknown", e);
            } catch (StorageException e) {
                failed("failed", e);
            } catch (RuntimeException | Error e) {
                acknowledge("untyped", e + " at " + List.of(e.getStackTrace()));
            }
        }
    }

    private void failed(String operation, StorageException error) {
        acknowledge(operation, String.valueOf(error).replace('\n', ' '));
        if (!goesOn) {
            throw error;
        }
    }

    private static void write(StorageTransaction transaction, int lane, long number) {
        for (int i = 0; i < PAGES; i++) {
            transaction.documents(page(lane)).save("p" + i, content(lane, i, number));
        }
        transaction.documents(book(lane)).save("book", bookContent(lane, number));
        if (number % 2 == 0) {
            transaction.documents(page(lane)).save("extra", content(lane, PAGES, number));
        } else {
            transaction.documents(page(lane)).delete("extra");
        }
    }

    /** Runs what is not a transaction of the lane: single verbs, which share commits, and files beside the store. */
    private void other(Storage storage, int lane, int cycle, int i) {
        var notes = storage.documents("Note" + lane);
        Map<String, String> contents = new HashMap<>();
        for (int n = 0; n < 60; n++) {
            contents.put("n" + n, "{\"cycle\":" + cycle + ",\"i\":" + i + ",\"text\":\"" + text(n) + "\"}");
        }
        switch ((i / 5 + 3 * lane + cycle) % 6) {
            case 0 -> notes.saveAll(contents);
            case 1 -> notes.clear();
            case 2 -> {
                String secret = "secret-" + lane + "-" + cycle + "-" + i + ".";
                notes.save("secret", "{\"text\":\"" + secret.repeat(1 + 700 * (i % 2)) + "\"}");
                notes.forget(List.of("n1", "secret"));
                acknowledge("forgot", secret);
            }
            case 3 -> {
                Path export = file.resolveSibling("export" + lane + ".jsonl");
                storage.contents().exportData(export);
                acknowledge("export", export.getFileName() + " " + cycle + " " + i);
            }
            case 4 -> {
                if (!options.containsKey(DIRECTORY)) {
                    backup(storage, "backup", "b" + lane + "-" + cycle + "-" + i + ".db");
                }
            }
            default -> backup(storage, "archive", "b" + lane + "-" + cycle + "-" + i + ".tar");
        }
    }

    private void backup(Storage storage, String kind, String name) {
        storage.contents().backupTo(file.resolveSibling(name));
        acknowledge(kind, name);
    }

    private synchronized void acknowledge(String kind, String what) {
        try {
            acknowledgements.write(ByteBuffer.wrap((kind + " " + what + "\n").getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
