package io.sepia.internal.transfer;

import io.sepia.document.StoredDocument;
import io.sepia.internal.document.LoggedEvent;
import io.sepia.internal.document.StoredGeneration;
import io.sepia.internal.json.JsonParts;
import io.sepia.internal.json.Moments;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The canonical form of a document, which is the same in every backend: JSON with members in the order of their names,
 * numbers in their shortest exact form and no white space; times to the microsecond.
 */
final class CanonicalDocument {
    private CanonicalDocument() {}

    static byte[] hash(StoredDocument document) {
        MessageDigest digest = sha256();
        add(digest, document.key().className());
        add(digest, document.key().id());
        add(digest, document.type().text());
        add(digest, JsonParts.canonical(document.content()));
        add(digest, state(document));
        return digest.digest();
    }

    static byte[] hash(LoggedEvent event) {
        MessageDigest digest = sha256();
        add(digest, event.key().className());
        add(digest, event.key().id());
        add(digest, event.type().text() + " " + event.generation() + " " + micros(event.at()));
        add(digest, canonical(event.metadata()));
        return digest.digest();
    }

    static byte[] hash(StoredGeneration generation) {
        Instant deleted = generation.header().deletedAt();
        MessageDigest digest = sha256();
        add(digest, "generation " + generation.number() + " " + (deleted == null ? "-" : micros(deleted)));
        digest.update(hash(generation.document()));
        return digest.digest();
    }

    static boolean areEqual(StoredDocument one, StoredDocument other) {
        return haveEqualContent(one, other)
                && one.type() == other.type()
                && state(one).equals(state(other));
    }

    static boolean haveEqualContent(StoredDocument one, StoredDocument other) {
        return one.content().equals(other.content())
                || JsonParts.canonical(one.content()).equals(JsonParts.canonical(other.content()));
    }

    private static String state(StoredDocument document) {
        return document.version() + " " + micros(document.createdAt()) + " " + micros(document.updatedAt()) + " "
                + canonical(document.metadata());
    }

    private static String canonical(@Nullable String json) {
        return json == null ? "-" : JsonParts.canonical(json);
    }

    private static long micros(Instant moment) {
        return Moments.microseconds(moment);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
        digest.update((byte) ':');
        digest.update(bytes);
    }
}
