package io.sepia.internal.backend.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import io.sepia.model.Stored;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstLookTest {
    @Stored("note")
    record Note(String id) {}

    @Stored("person")
    record Person(String id, Note note) {}

    @TempDir(factory = FastDirectory.class)
    Path directory;

    private Storage open() {
        return Storage.open("filesystem", Map.of("path", directory.resolve("store")));
    }

    /** The directories are read one after the other, and the writer puts the target into the one that is read first. */
    @Test
    void firstRead_besideAWriter_seesWholeTransactions() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        try (Storage writing = open()) {
            writing.insertAll(IntStream.range(0, 3_000)
                    .mapToObj(i -> new Note("some" + i))
                    .toList());
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                for (int i = 0; !ended.get(); i++) {
                    Person person = new Person("p" + i, new Note("n" + i));
                    writing.useTransaction(tx -> tx.saveGraph(person));
                }
            });
            int read = 0;
            try {
                for (int i = 0; i < 8; i++) {
                    try (Storage reading = open()) {
                        List<Person> all = reading.query(Person.class).list();
                        assertThat(all)
                                .allSatisfy(each -> assertThat(each.note()).isNotNull());
                        read += all.size();
                    }
                }
            } finally {
                ended.set(true);
            }
            writer.get(60, TimeUnit.SECONDS);
            assertThat(read).isPositive();
        }
    }

    /** The directory of the class did not exist when the reader listed the others. */
    @Test
    void read_besideAWriterOfNewClasses_seesWholeTransactions() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        try (Storage writing = open();
                Storage reading = open()) {
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                for (int i = 0; !ended.get(); i++) {
                    String id = "n" + i;
                    writing.useTransaction(tx -> {
                        tx.documents("all").save(id, "{}");
                        tx.documents("new-" + id).save("x", "{}");
                    });
                }
            });
            int read = 0;
            try {
                for (int i = 0; i < 100 || read < 1_000; i++) {
                    read += reading.transactions().readOnly().in(tx -> {
                        List<String> ids = tx.documents("all").ids();
                        assertThat(ids).allMatch(id -> tx.documents("new-" + id).exists("x"));
                        return ids.size();
                    });
                }
            } finally {
                ended.set(true);
            }
            writer.get(60, TimeUnit.SECONDS);
        }
    }
}
