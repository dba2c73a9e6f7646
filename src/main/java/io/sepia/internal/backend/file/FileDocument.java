package io.sepia.internal.backend.file;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.ClassDigest;
import io.sepia.internal.backend.snapshot.HeldDocument;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A document in its file, which is read each time the document is used. Before the store replaces the file, it freezes
 * the document for readers of the state before. See decision 0050.
 */
final class FileDocument implements HeldDocument {
    private final DocumentFiles files;
    private final ObjectKey key;
    private final String file;
    private final @Nullable FileRecord record;
    private final @Nullable Path staged;
    private volatile @Nullable Frozen frozen;
    /** Whether readers of this store need the file that is kept, because the document is not in memory. */
    private volatile boolean isKept;

    /**
     * A document that was read.
     *
     * @param damage why it could not be read
     * @param hasOthers whether its directory has files of other programs
     */
    private record Frozen(
            @Nullable StoredDocument document, @Nullable DamagedDocumentException damage, boolean hasOthers) {
        @Nullable
        StoredDocument readable() {
            if (damage != null) {
                throw damage;
            }
            return document;
        }

        /** Returns the version; 0 if there is no document. */
        long version() {
            return document == null ? 0 : document.version();
        }
    }

    /**
     * A document that is kept.
     *
     * @param version its version; 0 if it does not exist
     * @param characters how many of its characters are kept in memory
     */
    record Kept(long version, long characters) {}

    /** @param record its record in the journal; null if it has none */
    FileDocument(DocumentFiles files, ObjectKey key, String file, @Nullable FileRecord record) {
        this(files, key, file, record, null);
    }

    /** @param staged where the file is until it is moved into its place; null if it has been */
    FileDocument(DocumentFiles files, ObjectKey key, String file, @Nullable FileRecord record, @Nullable Path staged) {
        this.files = files;
        this.key = key;
        this.file = file;
        this.record = record;
        this.staged = staged;
    }

    @Override
    public ObjectKey key() {
        return key;
    }

    String file() {
        return file;
    }

    @Nullable
    FileRecord record() {
        return record;
    }

    @Override
    public @Nullable StoredDocument document() {
        return read().readable();
    }

    @Override
    public @Nullable StoredDocument listed() {
        return read().document();
    }

    private Frozen read() {
        Frozen kept = frozen;
        if (kept != null) {
            return kept;
        }
        DocumentFiles.Found found = readWhole();
        kept = frozen;
        if (kept != null) {
            return kept;
        }
        if (found == null || record == null || found.fingerprint() != record.fingerprint()) {
            // While the files are replaced, the catalog does not tell so yet.
            DocumentFiles.Found replaced = isKept ? kept() : null;
            if (replaced == null) {
                replaced = keptIfReplaced();
            }
            if (replaced != null) {
                return read(replaced);
            }
        }
        return read(found);
    }

    private Frozen read(DocumentFiles.@Nullable Found found) {
        return found == null
                ? new Frozen(null, null, false)
                : new Frozen(document(found), found.damage(), found.hasOthers());
    }

    @Override
    public boolean isChangeable() {
        return true;
    }

    @Override
    public long stamp() {
        return stamp(false);
    }

    @Override
    public long settledStamp() {
        return stamp(true);
    }

    private long stamp(boolean settled) {
        long ofFile;
        try {
            Path waiting = staged;
            Path path = waiting != null && Places.exists(waiting) ? waiting : files.path(key, file);
            ofFile = settled ? Stamps.settled(path) : Stamps.of(path);
        } catch (IOException e) {
            ofFile = 0; // It was just deleted, or replaced after it was frozen.
        }
        Frozen kept = frozen;
        if (kept != null) {
            StoredDocument document = kept.document();
            return document == null ? 0 : HeldDocument.stamp(document);
        }
        return ofFile == 0
                ? 0
                : record == null
                        ? ClassDigest.stamp(ofFile)
                        : ClassDigest.stamp(ofFile, record.fingerprint(), record.version());
    }

    /** Reads the file. Also returns null if the store froze the document and replaced the file concurrently. */
    private DocumentFiles.@Nullable Found readWhole() {
        try {
            return found();
        } catch (StorageFailureException e) {
            if (frozen == null) {
                DocumentFiles.Found replaced = keptIfReplaced();
                if (replaced != null) {
                    return replaced;
                }
                throw e;
            }
            return null;
        }
    }

    private DocumentFiles.@Nullable Found found() {
        Path waiting = staged;
        FileRecord known = record;
        if (waiting != null && known != null && Places.exists(waiting)) {
            DocumentFiles.Found found = files.read(key, waiting, files.path(key, file), known);
            if (found != null && found.fingerprint() == known.fingerprint()) {
                return found;
            }
        }
        return files.read(key, file, known);
    }

    /** Ends {@link #freeze}, because the file was not replaced. */
    void thaw() {
        frozen = null;
        isKept = false;
    }

    /**
     * Returns the file that a store has replaced, or null if none has.
     *
     * @throws StorageBusyException if it was replaced and is not kept
     */
    private DocumentFiles.@Nullable Found keptIfReplaced() {
        try {
            files.checkNotReplaced(this);
            return null;
        } catch (StorageBusyException e) {
            DocumentFiles.Found found = kept();
            if (found == null) {
                throw e;
            }
            return found;
        }
    }

    /** Returns what the journal's record describes, if a store keeps that file. */
    private DocumentFiles.@Nullable Found kept() {
        FileRecord known = record;
        Path path = known == null ? null : KeptFiles.path(files.root(), key, known.version());
        if (path == null || !Places.exists(path)) {
            return null;
        }
        DocumentFiles.Found found = files.read(key, path, files.path(key, file), known);
        return found != null && found.fingerprint() == known.fingerprint() ? found : null;
    }

    /**
     * Keeps the document as it is now.
     *
     * @param memory the number of characters that may be kept in memory
     * @param kept keeps the file of a larger document, and for other stores
     */
    Kept freeze(long memory, KeptFiles kept) {
        Frozen earlier = frozen;
        if (earlier != null) {
            return new Kept(earlier.version(), 0);
        }
        Path path = files.path(key, file);
        DocumentFiles.Found found = found();
        Frozen now = read(found);
        boolean isRecorded = found != null && record != null && found.fingerprint() == record.fingerprint();
        boolean isFile = isRecorded && !Places.isDirectory(path);
        long size = found == null ? 0 : found.content().length();
        if (isFile && size > memory && kept.keep(this, path, size, true)) {
            isKept = true;
            return new Kept(now.version(), 0);
        }
        if (isFile && kept.hasRoom()) {
            kept.keep(this, path, size, false);
        }
        frozen = now;
        return new Kept(now.version(), size);
    }

    /** Returns whether it was frozen and its directory then had files of other programs. */
    boolean hasOthers() {
        Frozen kept = frozen;
        return kept != null && kept.hasOthers();
    }

    boolean isFrozen() {
        return frozen != null;
    }

    private StoredDocument document(DocumentFiles.Found found) {
        FileRecord known = record;
        if (known != null && found.fingerprint() == known.fingerprint()) {
            return new StoredDocument(
                    key,
                    known.type(),
                    found.content(),
                    known.metadata(),
                    known.version(),
                    known.createdAt(),
                    known.updatedAt());
        }
        Path path = files.path(key, file);
        long version = files.version(key, known, found.fingerprint());
        Instant changed = files.changedAt(path);
        if (known == null) {
            ObjectType type = found.isContainer() ? ObjectType.CONTAINER : ObjectType.SERIALIZABLE;
            return new StoredDocument(key, type, found.content(), null, version, changed, changed);
        }
        ObjectType type = found.isContainer() ? ObjectType.CONTAINER : known.type();
        return new StoredDocument(key, type, found.content(), known.metadata(), version, known.createdAt(), changed);
    }
}
