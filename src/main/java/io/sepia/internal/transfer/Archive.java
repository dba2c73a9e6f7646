package io.sepia.internal.transfer;

import io.sepia.document.ObjectKey;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.IncompatibleStoreException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.Throttle;
import io.sepia.internal.json.JsonParts;
import io.sepia.report.TransferSummary;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * A backup of a store on any backend, or of some of its objects: a tar archive with an export, and a manifest that
 * contains its size and SHA-256. An archive is read in place, and never unpacked. See decision 0193.
 */
public final class Archive {
    private static final String FORMAT = "sepia-archive";
    private static final int VERSION = 1;
    private static final String DOCUMENTS = "documents.jsonl.gz";
    private static final String MANIFEST = "manifest.json";
    private static final int LONGEST_MANIFEST = 1 << 16;
    private static final int BUFFER = 1 << 16;

    private final Path file;

    public Archive(Path file) {
        this.file = file;
    }

    /** The result of reading the headers. */
    private record Found(long documentsAt, long documentsSize, String sha256, Instant created) {}

    /**
     * Writes the snapshot of a transaction, and waits until the disk has it.
     *
     * @param objects the objects of which the archive consists, with all to which they refer; empty for the whole store
     * @param bytesPerSecond the most bytes to write in a second; 0 for no limit
     * @throws io.sepia.error.ObjectNotFoundException if one of the objects is not stored
     */
    public TransferSummary write(
            BackendTransaction transaction, Set<ObjectKey> objects, Instant now, long bytesPerSecond)
            throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.position(TarHeader.BLOCK);
            MessageDigest digest = CanonicalDocument.sha256();
            TransferSummary summary = export(transaction, objects, channel, digest, new Throttle(bytesPerSecond));
            long size = channel.position() - TarHeader.BLOCK;
            write(channel.position(0), new TarHeader(DOCUMENTS, size).bytes(now));
            String manifestLine = "{\"format\":\"" + FORMAT + "\",\"version\":" + VERSION + ",\"created\":"
                    + JsonParts.quoted(now.toString()) + ",\"documents\":" + summary.documents()
                    + ",\"events\":" + summary.events() + ",\"generations\":" + summary.generations()
                    + ",\"bytes\":" + size + ",\"sha256\":\""
                    + HexFormat.of().formatHex(digest.digest()) + "\"}";
            byte[] manifest = (ExportFormat.sealed(manifestLine) + "\n").getBytes(StandardCharsets.UTF_8);
            channel.position(TarHeader.BLOCK + TarHeader.padded(size));
            write(channel, new TarHeader(MANIFEST, manifest.length).bytes(now));
            write(channel, manifest);
            // The padding, and two blocks that end the archive.
            write(channel, new byte[(int) (TarHeader.padded(manifest.length) - manifest.length) + 2 * TarHeader.BLOCK]);
            channel.force(true);
            return summary;
        }
    }

    private static TransferSummary export(
            BackendTransaction transaction,
            Set<ObjectKey> objects,
            FileChannel channel,
            MessageDigest digest,
            Throttle throttle)
            throws IOException {
        OutputStream out = new DigestOutputStream(Channels.newOutputStream(channel), digest) {
            private long written;

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                super.write(bytes, from, length);
                written += length;
                throttle.at(written);
            }
        };
        // Closing the streams would close the channel.
        GZIPOutputStream packed = new GZIPOutputStream(out, BUFFER);
        Writer writer = new BufferedWriter(new OutputStreamWriter(packed, StandardCharsets.UTF_8), BUFFER);
        TransferSummary summary = objects.isEmpty()
                ? Exporter.write(transaction, writer, StoreReader.STRICT)
                : Exporter.write(transaction, objects, writer);
        writer.flush();
        packed.finish();
        return summary;
    }

    private static void write(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Returns when the archive was written. */
    public Instant created() throws IOException {
        return read().created();
    }

    /**
     * Checks the archive and everything in it.
     *
     * @throws DocumentFormatException if it is damaged or not an archive of a store
     * @throws IncompatibleStoreException if a newer version of this library has written it
     */
    public void verify() throws IOException {
        source().read(new ImportSource.Visitor() {});
    }

    /** Returns the export in the archive, after comparing its checksum. Throws the exceptions of {@link #verify}. */
    public ImportSource source() throws IOException {
        Found found = read();
        ImportSource source = ImportSource.of(file, found.documentsAt(), found.documentsSize());
        MessageDigest digest = CanonicalDocument.sha256();
        try (InputStream in = new DigestInputStream(source.bytes(), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(found.sha256())) {
            throw new DocumentFormatException(file + " is damaged: the SHA-256 of " + DOCUMENTS
                    + " does not match the manifest. Use another backup.");
        }
        return source;
    }

    private Found read() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            TarHeader documents = header(channel, DOCUMENTS);
            long at = channel.position();
            channel.position(at + TarHeader.padded(documents.size()));
            TarHeader manifest = header(channel, MANIFEST);
            if (manifest.size() > LONGEST_MANIFEST) {
                throw new DocumentFormatException(file + " is damaged: its manifest has " + manifest.size()
                        + " bytes, more than " + LONGEST_MANIFEST + ".");
            }
            byte[] json = bytes(channel, (int) manifest.size());
            int sealed = json.length - 1;
            if (sealed < 0 || !ExportFormat.isSealed(json, sealed) || !ExportFormat.matches(json, sealed)) {
                throw new DocumentFormatException(
                        file + " is damaged: its manifest does not match its checksum. Use another backup.");
            }
            ExportFormat.Line line =
                    new ExportFormat.Line(new String(json, StandardCharsets.UTF_8).strip(), "The manifest of " + file);
            if (!line.text("format").equals(FORMAT) || line.number("bytes") != documents.size()) {
                throw new DocumentFormatException(file + " is damaged: its manifest belongs to another archive.");
            }
            if (line.number("version") > VERSION) {
                throw new IncompatibleStoreException("The archive " + file + " is of version " + line.number("version")
                        + "; this library reads versions up to " + VERSION + ". Use a newer library.");
            }
            return new Found(at, documents.size(), line.text("sha256"), line.moment("created"));
        }
    }

    /** Returns whether this is a backup of the Crystal library, which {@link UpstreamArchive} reads. */
    public boolean isOfUpstream() throws IOException {
        return UpstreamArchive.isOne(file);
    }

    /**
     * Returns the objects of a backup of the Crystal library.
     *
     * @throws DocumentFormatException if it is damaged, or names files outside
     */
    public UpstreamArchive ofUpstream() throws IOException {
        return UpstreamArchive.read(file);
    }

    private TarHeader header(FileChannel channel, String name) throws IOException {
        TarHeader header = TarHeader.parse(bytes(channel, TarHeader.BLOCK), file.toString());
        long left = channel.size() - channel.position();
        if (!header.name().equals(name) || header.size() < 0 || header.size() > left) {
            throw new DocumentFormatException(file + " is damaged, or not a backup of a store: where " + name
                    + " is expected is an entry of " + header.size() + " bytes, with " + left + " bytes left.");
        }
        return header;
    }

    private byte[] bytes(FileChannel channel, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new DocumentFormatException(file + " is damaged: it ends too early. Use another backup.");
            }
        }
        return buffer.array();
    }
}
