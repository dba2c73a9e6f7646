package io.sepia.report;

import io.sepia.document.ObjectKey;
import java.util.List;
import java.util.Optional;

/**
 * The result of verifying a store.
 *
 * @param documents the number of documents that were read
 * @param generations the number of earlier generations that were read
 * @param events the number of events that were read
 * @param findings the first 1,000 findings
 * @param findingCount the number of all findings
 */
public record VerifyReport(long documents, long generations, long events, List<Finding> findings, long findingCount) {
    /** Copies the list. */
    public VerifyReport {
        findings = List.copyOf(findings);
    }

    /** Returns whether nothing was found. */
    public boolean isSound() {
        return findingCount == 0;
    }

    /**
     * Something that is not as the store wrote it, or not consistent.
     *
     * @param kind the kind of the finding
     * @param key the object, if it is known
     * @param problem what was found, and what to do, without content of documents
     */
    public record Finding(Kind kind, Optional<ObjectKey> key, String problem) {}

    /** The kind of a finding. */
    public enum Kind {
        /** A document that does not match its checksum, or that cannot be a document. */
        DOCUMENT,
        /** A document that SQL changed, so that it has no checksum. */
        EDITED,
        /** A reference to an object that is not stored. */
        REFERENCE,
        /** A document that the indexes, or the index of references, do not show as it is. */
        INDEX,
        /** An earlier generation that does not match its checksum, or that cannot be one. */
        GENERATION,
        /** An event that cannot be one. */
        EVENT,
        /** A document that the log of changes does not show, or a damaged row of the log. */
        CHANGE,
        /** The rules of a class, the record of an index, or the state of the log of changes. */
        RULE,
        /** A table, trigger or view that is not the store's. */
        SCHEMA,
        /** Damage of the database file, or a file that is not the store's. */
        FILE
    }
}
