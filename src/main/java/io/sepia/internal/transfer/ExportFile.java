package io.sepia.internal.transfer;

import io.sepia.error.ConfigurationException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.CompleteFile;
import io.sepia.internal.backend.LibraryLock;
import io.sepia.report.TransferSummary;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;

/** The file of an export. */
public final class ExportFile {
    private ExportFile() {}

    /**
     * Writes an export to a file, which appears when it is complete and then replaces one of the same name. A pipe or
     * device is written to. The file is compressed if its name ends in {@code .gz}.
     *
     * @throws ConfigurationException if the file is a directory or that of an open store
     * @throws StorageFailureException if the file cannot be written
     */
    public static TransferSummary write(Path file, Function<Writer, TransferSummary> export) {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                if (Files.isDirectory(file)) {
                    throw new ConfigurationException("The path " + file + " of an export is a directory. Name a file.");
                }
                // A pipe or device has no other name, and must not be replaced by a file.
                return write(file, file, export);
            }
            Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            LibraryLock.checkNotOpen(target);
            return CompleteFile.replacing(target, part -> write(part, target, export));
        } catch (IOException e) {
            throw new StorageFailureException("The export to " + file + " failed: " + e.getMessage(), e);
        }
    }

    private static TransferSummary write(Path written, Path named, Function<Writer, TransferSummary> export)
            throws IOException {
        try (OutputStream bytes = Files.newOutputStream(written);
                OutputStream out = named.toString().endsWith(".gz") ? new GZIPOutputStream(bytes, 1 << 16) : bytes) {
            return export.apply(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        }
    }
}
