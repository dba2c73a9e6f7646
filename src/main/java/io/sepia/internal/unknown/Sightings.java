package io.sepia.internal.unknown;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.Effects.Extent;
import io.sepia.internal.backend.Ledger;
import io.sepia.internal.backend.TransactionLedger;
import java.util.List;

/**
 * What one transaction learns about unknown members: of the documents that it reads and writes as objects, and that its
 * other writes, of JSON text or copies, may have given unknown members to any document. Used by one thread at a time.
 */
public final class Sightings implements Ledger {
    private final KnownDocuments known;
    private final TransactionLedger ledger;
    private final long moment;
    private boolean writesObjects;
    private boolean wrote;
    private boolean wroteText;

    /** @param ledger the ledger of the transaction */
    public Sightings(KnownDocuments known, TransactionLedger ledger) {
        this.known = known;
        this.ledger = ledger;
        this.moment = known.seen().moment();
    }

    /** Returns what the store knows. */
    public KnownDocuments known() {
        return known;
    }

    /**
     * Records an object that was read from a stored document.
     *
     * @param unknown whether the document has unknown members
     */
    public void read(Object object, ObjectKey key, long version, boolean unknown) {
        if (unknown) {
            known.loadedWithUnknown(object);
            known.seen().remove(key);
        } else if (!wrote) {
            known.seen().add(key, version, moment);
        }
    }

    /** Returns whether all documents of a class that this transaction reads are known to have its present schema. */
    public boolean isMigrated(String className) {
        return known.isMigrated(className, moment);
    }

    /** Records that no document of a class has another schema than its present one. */
    public void migrated(String className) {
        if (!wrote) {
            known.migrated(className, moment);
        }
    }

    /** Records an object that was read from an earlier generation of a document. */
    public void readEarlier(Object object, boolean unknown) {
        if (unknown) {
            known.loadedWithUnknown(object);
        }
    }

    /** States that writes are of objects until {@link #endObjects}: their documents have no other unknown members. */
    public void beginObjects() {
        writesObjects = true;
    }

    /** States that writes are of JSON text or copies again. */
    public void endObjects() {
        writesObjects = false;
    }

    /**
     * An object that was written.
     *
     * @param version the version of its document; 0 if its class has none
     * @param unknown whether its document has unknown members
     */
    public record Written(Object object, ObjectKey key, long version, boolean unknown) {}

    /** Records, once the transaction is committed, that the documents of objects are the ones that it wrote. */
    public void wrote(List<Written> written) {
        ledger.onCommit(() -> hasWritten(written));
        written.stream().filter(Written::unknown).forEach(each -> known.loadedWithUnknown(each.object()));
    }

    /** Does the same as {@link #wrote} after the commit. */
    public void hasWritten(List<Written> written) {
        for (Written each : written) {
            if (!each.unknown()) {
                known.seen().add(each.key(), each.version(), moment);
            }
        }
    }

    /** Returns whether this transaction wrote JSON text or copies. */
    public boolean wroteText() {
        return wroteText;
    }

    @Override
    public void enter(Effects effects) {
        wrote = true;
        if (writesObjects || !effects.any()) {
            return;
        }
        Extent extent = effects.extent();
        if (effects.verb().deletes()) {
            known.deleted(extent);
            return;
        }
        wroteText = true;
        Runnable forget = extent instanceof Extent.Keys named
                ? () -> known.writtenByOthers(named.keys())
                : known::writtenByOthers;
        forget.run();
        ledger.onEnd(outcome -> forget.run());
    }

    @Override
    public boolean wantsDetails(String className) {
        return false;
    }

    @Override
    public boolean wantsDetails() {
        return false;
    }
}
