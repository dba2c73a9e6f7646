package io.sepia.processes;

import io.sepia.Storage;
import io.sepia.model.Stored;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The process to be killed. It runs transactions of several objects and acknowledges each on its output. */
final class KilledWriter {
    static final int PAGES = 4;

    /** An object of each transaction. */
    @Stored
    static final class Page {
        String id;
        long number;
        String text;

        Page() {}

        Page(String id, long number) {
            this.id = id;
            this.number = number;
            this.text = text(number);
        }
    }

    /** An object that refers to others. */
    @Stored
    static final class Book {
        String id = "book";
        long number;
        List<Page> pages = new ArrayList<>();
        Page first;
    }

    private KilledWriter() {}

    static String text(long number) {
        return ("number " + number + " ").repeat((int) (number % 500));
    }

    public static void main(String[] args) {
        try (Storage storage = Storage.open("filesystem", Map.of("path", Path.of(args[0]), "events", "Page"))) {
            long number =
                    storage.find(Page.class, "p0").map(each -> each.number).orElse(0L);
            boolean begun = false;
            while (true) {
                long next = ++number;
                storage.useTransaction(tx -> {
                    Book book = new Book();
                    book.number = next;
                    for (int i = 0; i < PAGES; i++) {
                        Page page = new Page("p" + i, next);
                        tx.save(page);
                        if (i < next % PAGES) {
                            book.pages.add(page);
                        }
                        book.first = page;
                    }
                    tx.save(book);
                    if (next % 2 == 0) {
                        tx.save(new Page("extra", next));
                    } else {
                        tx.delete(Page.class, "extra");
                    }
                });
                System.out.println(begun ? next + "." : Long.toString(next));
                begun = true;
            }
        }
    }
}
