package io.sepia.internal.transfer;

import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.IncompatibleStoreException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.document.LoggedEvent;
import io.sepia.internal.document.StoredGeneration;
import io.sepia.internal.json.DocumentText;
import io.sepia.query.IndexEntry;
import io.sepia.report.ConflictPolicy;
import io.sepia.report.TransferSummary;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.zip.GZIPInputStream;

/**
 * A file with a whole store: an export of this library as JSON lines, or an export of the Crystal library, which is one
 * JSON object with a list for each class. Either may be compressed by gzip. See decision 0054.
 */
public final class ImportSource {
    private static final int GZIP_FIRST = 0x1F;
    private static final int GZIP_SECOND = 0x8B;
    private static final int LOOK_AHEAD = 4_096;

    private final Path file;

    /** Creates a source for the file at a path. */
    public ImportSource(Path file) {
        this.file = file;
    }

    /** Receives the contents of a file in their order. */
    interface Visitor {
        default void index(IndexEntry index) {}

        default void eventsOf(String className) {}

        default void document(StoredDocument document) {}

        default void event(LoggedEvent event) {}

        default void historyOf(String className, HistoryRule rule) {}

        /** The generations of an object arrive one after the other, in the order of their numbers. */
        default void generation(StoredGeneration generation) {}

        /** Receives a container in an export of the Crystal library, which has only the key. */
        default void contentless(ObjectKey key) {}
    }

    /**
     * Reads and checks the whole file, without a store.
     *
     * @throws DocumentFormatException if something in it cannot be stored, or its end is missing
     * @throws IncompatibleStoreException if it was written by a newer version of this library
     * @throws IOException if it cannot be read
     */
    public void check() throws IOException {
        read(new Visitor() {});
    }

    /**
     * Stores the contents of the file, as part of a transaction.
     *
     * @throws io.sepia.error.ObjectExistsException for {@link ConflictPolicy#FAIL}, if a different object with the same
     *     key is stored
     * @throws io.sepia.error.NotUniqueException if a unique index refuses an object
     * @throws IOException as in {@link #check}, whose other exceptions may also be thrown
     */
    public TransferSummary importTo(BackendTransaction transaction, ConflictPolicy policy) throws IOException {
        Intake intake = new Intake(transaction, policy, new HashSet<>());
        read(intake);
        return intake.finish();
    }

    private static boolean isOurs(String text) {
        return text.startsWith("{\"format\":\"" + ExportFormat.NAME + "\"");
    }

    /** Passes the contents of the file to {@code visitor}. Throws the exceptions of {@link #check}. */
    void read(Visitor visitor) throws IOException {
        try (BufferedReader reader = open()) {
            reader.mark(LOOK_AHEAD);
            char[] start = new char[LOOK_AHEAD - 1];
            int length = 0;
            for (int n = 0; n >= 0 && length < start.length; length += Math.max(n, 0)) {
                n = reader.read(start, length, start.length - length);
            }
            reader.reset();
            String text = new String(start, 0, length).stripLeading();
            if (isOurs(text)) {
                readLines(reader, visitor);
            } else if (UpstreamExport.begins(text)) {
                Instant written = Files.getLastModifiedTime(file).toInstant();
                new UpstreamExport(reader, written, visitor).read();
            } else {
                throw new DocumentFormatException(
                        file + " is not an export: it begins neither with this library's header," + " {\"format\":\""
                                + ExportFormat.NAME + "\",…}, nor as exports of the Crystal library do.");
            }
        } catch (CharacterCodingException e) {
            throw new DocumentFormatException(file + " contains bytes that are not UTF-8. Nothing was stored.", e);
        }
    }

    private BufferedReader open() throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            in.mark(2);
            boolean packed = in.read() == GZIP_FIRST && in.read() == GZIP_SECOND;
            in.reset();
            InputStream unpacked = packed ? new GZIPInputStream(in, 1 << 16) : in;
            return new BufferedReader(new InputStreamReader(unpacked, StandardCharsets.UTF_8.newDecoder()), 1 << 16);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private void readLines(BufferedReader reader, Visitor visitor) throws IOException {
        long number = 0;
        long documents = 0;
        long events = 0;
        long generations = 0;
        boolean ended = false;
        for (String text = reader.readLine(); text != null; text = reader.readLine()) {
            number++;
            if (text.isBlank()) {
                continue;
            }
            ExportFormat.Line line = new ExportFormat.Line(text, "line " + number);
            if (ended) {
                throw line.bad("comes after the end");
            } else if (number == 1) {
                checkVersion(line);
            } else if (line.has("class")) {
                StoredDocument document = line.document();
                check(document, line);
                visitor.document(document);
                documents++;
            } else if (line.has("event")) {
                visitor.event(line.inside("event").event());
                events++;
            } else if (line.has("generation")) {
                StoredGeneration generation = line.inside("generation").generation();
                check(generation.document(), line);
                visitor.generation(generation);
                generations++;
            } else if (line.has("history_of")) {
                visitor.historyOf(ObjectKey.checkClassName(line.text("history_of")), line.rule());
            } else if (line.has("index")) {
                visitor.index(line.inside("index").index());
            } else if (line.has("events_of")) {
                visitor.eventsOf(ObjectKey.checkClassName(line.text("events_of")));
            } else if (line.has("end")) {
                ExportFormat.Line end = line.inside("end");
                if (end.number("documents") != documents || end.number("events") != events) {
                    throw line.bad("says that there are " + end.number("documents") + " documents and "
                            + end.number("events") + " events, but " + documents + " and " + events
                            + " were found");
                }
                if (end.has("generations") && end.number("generations") != generations) {
                    throw line.bad("says that there are " + end.number("generations") + " generations, but "
                            + generations + " were found");
                }
                ended = true;
            } else {
                throw line.bad("is of an unknown kind");
            }
        }
        if (!ended) {
            throw new DocumentFormatException("The export " + file + " has no end line: it was cut off after line "
                    + number + ". Nothing was stored.");
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
            DocumentText.of(document.key().toString(), document.content());
            String metadata = document.metadata();
            if (metadata != null && !DocumentText.of("its metadata", metadata).isObject()) {
                throw line.bad("has metadata that is not a JSON object");
            }
        } catch (DocumentFormatException e) {
            throw line.bad("holds a document that cannot be stored: " + e.getMessage());
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
