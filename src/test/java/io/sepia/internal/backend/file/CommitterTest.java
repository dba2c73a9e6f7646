package io.sepia.internal.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.error.OutcomeUnknownException;
import io.sepia.internal.backend.snapshot.HeldDocument;
import io.sepia.internal.backend.snapshot.Snapshot;
import io.sepia.internal.backend.snapshot.SnapshotStorage.Commit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failures of a commit that are not failures of the disk. */
class CommitterTest {
    private static final ObjectKey ADA = new ObjectKey("Person", "ada");
    private static final ObjectKey BOB = new ObjectKey("Person", "bob");

    @TempDir(factory = FastDirectory.class)
    private Path root;

    /** A document that cannot be read. */
    private record Unreadable(ObjectKey key) implements HeldDocument {
        @Override
        public @Nullable StoredDocument document() {
            throw new IllegalStateException("unreadable");
        }
    }

    private static HeldDocument held(ObjectKey key) {
        return new HeldDocument.Whole(
                new StoredDocument(key, ObjectType.SERIALIZABLE, "{}", null, 1, Instant.EPOCH, Instant.EPOCH));
    }

    /** A journal that fails with an Error when a transaction was written to it, and once more when that is undone. */
    private static final class FailingTwice extends Journal {
        FailingTwice(Path root) {
            super(root);
        }

        @Override
        void commit(List<JournalEntry> entries) throws IOException {
            super.commit(entries);
            throw new OutOfMemoryError("injected");
        }

        @Override
        void takeBack() {
            throw new StackOverflowError("injected");
        }
    }

    private final class Store {
        final DocumentFiles files = new DocumentFiles(root, (directory, file) -> null, path -> {}, document -> {});
        final Journal journal;
        final GenerationFiles generations = new GenerationFiles(root);
        final Catalog catalog = new Catalog(
                files,
                new EventFiles(root),
                generations,
                () -> new GenerationSource(generations, this, () -> {}),
                path -> {});

        Store(Journal journal) {
            this.journal = journal;
        }

        void commit(EventFiles events, Snapshot after, Set<ObjectKey> touched) throws IOException {
            journal.read();
            Staging staging = new Staging(root, files);
            StoreLock lock = StoreLock.join(root);
            try {
                new Committer(
                                files,
                                journal,
                                catalog,
                                events,
                                generations,
                                staging,
                                root,
                                lock,
                                new KeptFiles(root),
                                () -> true,
                                new Object())
                        .run(new Commit(catalog.snapshot(), after, touched, Map.of()));
            } finally {
                lock.leave();
            }
        }
    }

    private List<String> staged() throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.map(each -> each.getFileName().toString())
                    .filter(Staging::isStaged)
                    .toList();
        }
    }

    @Test
    void run_failsUnexpectedlyBeforeTheJournal_deletesStagedFiles() throws IOException {
        Store store = new Store(new Journal(root));
        Snapshot after = store.catalog.snapshot().holding(held(ADA)).holding(new Unreadable(BOB));

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> store.commit(new EventFiles(root), after, new LinkedHashSet<>(List.of(ADA, BOB))))
                .withMessage("unreadable");

        assertThat(staged()).isEmpty();
    }

    @Test
    @SuppressWarnings("NullAway") // Without event files, placing fails after the files of documents were moved.
    void run_failsUnexpectedlyAfterTheJournal_saysThatTheOutcomeIsUnknown() throws IOException {
        Store store = new Store(new Journal(root));
        Snapshot after = store.catalog.snapshot().holding(held(ADA));

        assertThatExceptionOfType(OutcomeUnknownException.class)
                .isThrownBy(() -> store.commit(null, after, Set.of(ADA)));

        assertThat(store.journal.hasNews()).isTrue();
        store.journal.read();
        assertThat(store.journal.pending()).isNotNull();
    }

    @Test
    void run_errorsWhileTheJournalIsWrittenAndUndone_leaveTheFilesThatItNames() throws IOException {
        Store store = new Store(new FailingTwice(root));
        Snapshot after = store.catalog.snapshot().holding(held(ADA));

        assertThatExceptionOfType(OutcomeUnknownException.class)
                .isThrownBy(() -> store.commit(new EventFiles(root), after, Set.of(ADA)))
                .withCauseInstanceOf(OutOfMemoryError.class);

        assertThat(staged()).hasSize(1);
        store.journal.read();
        assertThat(store.journal.pending()).isNotNull();
    }
}
