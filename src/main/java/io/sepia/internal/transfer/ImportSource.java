package io.sepia.internal.transfer;

import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.OnDelete;
import io.sepia.document.StoredDocument;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.IncompatibleStoreException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.LibraryLock;
import io.sepia.internal.document.LoggedEvent;
import io.sepia.internal.document.StoredGeneration;
import io.sepia.query.IndexEntry;
import io.sepia.report.ConflictPolicy;
import io.sepia.report.TransferSummary;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * A file with a whole store: an export of this library as JSON lines, or an export of the Crystal library, which is one
 * JSON object with a list for each class. Either may be compressed by gzip. See decision 0054.
 */
public final class ImportSource {
    private static final int GZIP_FIRST = 0x1F;
    private static final int GZIP_SECOND = 0x8B;
    private static final int LOOK_AHEAD = 4_096;

    /** Ends an import with the first bad line. */
    public static final Consumer<DocumentFormatException> STRICT = error -> {
        throw error;
    };

    private final String name;
    private final Opening opening;
    private final Consumer<? super DocumentFormatException> bad;

    private ImportSource(String name, Opening opening, Consumer<? super DocumentFormatException> bad) {
        this.name = name;
        this.opening = opening;
        this.bad = bad;
    }

    /**
     * Returns the source in the file at a path.
     *
     * @param bad receives the errors of lines that cannot be stored, and throws them or lets the others be stored
     */
    public static ImportSource of(Path file, Consumer<? super DocumentFormatException> bad) {
        return new ImportSource(
                file.toString(),
                () -> {
                    LibraryLock.checkNotOpen(file);
                    return new Opened(
                            Files.newInputStream(file),
                            Files.getLastModifiedTime(file).toInstant());
                },
                bad);
    }

    /** Returns the source in a part of a file. The first bad line ends an import. */
    static ImportSource of(Path file, long at, long length) {
        return new ImportSource(
                file.toString(),
                () -> new Opened(
                        FilePart.open(file, at, length),
                        Files.getLastModifiedTime(file).toInstant()),
                STRICT);
    }

    /** Opens the bytes of the source, which the caller must close. */
    InputStream bytes() throws IOException {
        return opening.open().in();
    }

    /** Returns the source in a stream, which is read once, to its end, and stays open. */
    public static ImportSource of(InputStream in, Consumer<? super DocumentFormatException> bad) {
        return new ImportSource(
                "The input",
                () -> new Opened(
                        new FilterInputStream(in) {
                            @Override
                            public void close() {
                                // The caller closes it.
                            }
                        },
                        Instant.now()),
                bad);
    }

    /** Opens the source. */
    private interface Opening {
        Opened open() throws IOException;
    }

    /**
     * The opened source.
     *
     * @param in its bytes
     * @param written when it was written
     */
    private record Opened(InputStream in, Instant written) {}

    /** Receives the contents of a file in their order. */
    interface Visitor {
        default void index(IndexEntry index) {}

        default void eventsOf(String className) {}

        default void document(StoredDocument document) {}

        default void event(LoggedEvent event) {}

        default void onDelete(String className, OnDelete rule) {}

        default void historyOf(String className, HistoryRule rule) {}

        /** The generations of an object arrive one after the other, in the order of their numbers. */
        default void generation(StoredGeneration generation) {}

        /** Receives a container in an export of the Crystal library, which has only the key. */
        default void contentless(ObjectKey key) {}
    }

    /**
     * Stores the contents of the file, as part of a transaction.
     *
     * @param writing runs before each write that has no effects on objects
     * @throws io.sepia.error.ObjectExistsException for {@link ConflictPolicy#FAIL}, if a different object with the same
     *     key is stored
     * @throws io.sepia.error.NotUniqueException if a unique index refuses an object
     * @throws DocumentFormatException if something in it cannot be stored, or its end is missing
     * @throws IncompatibleStoreException if it was written by a newer version of this library
     * @throws IOException if it cannot be read
     */
    public TransferSummary importTo(BackendTransaction transaction, ConflictPolicy policy, Runnable writing)
            throws IOException {
        Intake intake = new Intake(transaction, policy, new HashSet<>(), bad, writing);
        read(intake);
        return intake.finish();
    }

    private static boolean isOurs(String text) {
        return text.startsWith("{\"format\":\"" + ExportFormat.NAME + "\"");
    }

    /** Passes the contents of the file to {@code visitor}. Throws the exceptions of {@link #importTo}. */
    void read(Visitor visitor) throws IOException {
        Opened opened = opening.open();
        try (InputStream in = unpacked(opened.in())) {
            in.mark(LOOK_AHEAD);
            String text = new String(in.readNBytes(LOOK_AHEAD - 1), StandardCharsets.UTF_8).stripLeading();
            in.reset();
            if (isOurs(text)) {
                readLines(new ByteLines(in), visitor);
            } else if (UpstreamExport.begins(text)) {
                InputStreamReader reader = new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder());
                new UpstreamExport(reader, opened.written(), visitor).read();
            } else {
                throw new DocumentFormatException(
                        name + " is not an export: it begins neither with this library's header," + " {\"format\":\""
                                + ExportFormat.NAME + "\",…}, nor as exports of the Crystal library do.");
            }
        } catch (CharacterCodingException e) {
            throw new DocumentFormatException(name + " contains bytes that are not UTF-8. Nothing was stored.", e);
        }
    }

    /** Returns the unpacked bytes of a stream, with a mark that can be set. */
    private static InputStream unpacked(InputStream in) throws IOException {
        InputStream buffered = new BufferedInputStream(in, 1 << 16);
        try {
            buffered.mark(2);
            boolean packed = buffered.read() == GZIP_FIRST && buffered.read() == GZIP_SECOND;
            buffered.reset();
            return packed ? new BufferedInputStream(new GZIPInputStream(buffered, 1 << 16), 1 << 16) : buffered;
        } catch (IOException e) {
            buffered.close();
            throw e;
        }
    }

    private void readLines(ByteLines lines, Visitor visitor) throws IOException {
        Lines reading = new Lines(lines, visitor);
        boolean more = true;
        while (more) {
            try {
                more = lines.read();
                if (more) {
                    reading.take();
                }
            } catch (DocumentFormatException e) {
                bad.accept(e);
                reading.hasGaps = true;
            }
        }
        if (!reading.ended) {
            bad.accept(new DocumentFormatException(
                    name + " has no end line: it was cut off after line " + lines.number() + ". Nothing was stored."));
        }
    }

    /** The lines read so far. */
    private static final class Lines {
        private final ByteLines lines;
        private final Visitor visitor;
        private boolean begun;
        private boolean sealed;
        private boolean ended;
        /** Whether lines were left out, so that the counts do not match. */
        private boolean hasGaps;

        private long documents;
        private long events;
        private long generations;

        Lines(ByteLines lines, Visitor visitor) {
            this.lines = lines;
            this.visitor = visitor;
        }

        void take() {
            String text = lines.text();
            if (text.isBlank()) {
                return;
            }
            boolean first = !begun;
            begun = true;
            if (!first) {
                lines.check(sealed);
            }
            ExportFormat.Line line = new ExportFormat.Line(text, "line " + lines.number());
            if (ended) {
                throw line.bad("comes after the end");
            } else if (first) {
                checkVersion(line);
                lines.check(false);
                sealed = lines.isSealed();
            } else if (line.has("class")) {
                documents++;
                StoredDocument document = line.document();
                check(document, line);
                visitor.document(document);
            } else if (line.has("event")) {
                events++;
                visitor.event(line.inside("event").event());
            } else if (line.has("generation")) {
                generations++;
                StoredGeneration generation = line.inside("generation").generation();
                check(generation.document(), line);
                visitor.generation(generation);
            } else if (line.has("history_of")) {
                visitor.historyOf(line.className("history_of"), line.rule());
            } else if (line.has("on_delete_of")) {
                visitor.onDelete(line.className("on_delete_of"), line.onDelete());
            } else if (line.has("index")) {
                visitor.index(line.inside("index").index());
            } else if (line.has("events_of")) {
                visitor.eventsOf(line.className("events_of"));
            } else if (line.has("end")) {
                ended = true;
                if (!hasGaps) {
                    checkCounts(line.inside("end"));
                }
            } else {
                throw line.bad("is of an unknown kind");
            }
        }

        private void checkCounts(ExportFormat.Line end) {
            if (end.number("documents") != documents || end.number("events") != events) {
                throw end.bad("says that there are " + end.number("documents") + " documents and "
                        + end.number("events") + " events, but " + documents + " and " + events + " were found");
            }
            if (end.has("generations") && end.number("generations") != generations) {
                throw end.bad("says that there are " + end.number("generations") + " generations, but " + generations
                        + " were found");
            }
        }
    }

    private static void checkVersion(ExportFormat.Line line) {
        if (line.number("version") > ExportFormat.VERSION) {
            throw new IncompatibleStoreException("The export is of version " + line.number("version")
                    + "; this library reads versions up to " + ExportFormat.VERSION + ". Use a newer library.");
        }
    }

    private static void check(StoredDocument document, ExportFormat.Line line) {
        try {
            Transferable.check(document);
        } catch (DocumentFormatException e) {
            throw line.bad("holds a document that cannot be stored: " + e.getMessage());
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
