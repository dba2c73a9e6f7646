package io.sepia.internal.live;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.matching.Position;
import java.util.Objects;

/**
 * A document that meets the condition of a query, without its content.
 *
 * @param position its position among those of its class
 * @param fingerprint a hash of what was stored, which differs if SQL changed the document and kept its version
 */
record Candidate(ObjectKey key, Position position, long version, int fingerprint) {
    static Candidate of(StoredDocument document, Position position) {
        return new Candidate(
                document.key(),
                position,
                document.version(),
                Objects.hash(document.content(), document.metadata(), document.updatedAt()));
    }

    /** Returns whether both are the same document in the same stored state. */
    boolean isSame(Candidate other) {
        return version == other.version && fingerprint == other.fingerprint && key.equals(other.key);
    }
}
