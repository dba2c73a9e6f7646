package io.sepia.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sepia.document.ObjectKey;
import io.sepia.error.InvalidKeyException;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the references in JSON text. A reference is an object of exactly the form {@code {"$ref": {"class": "…", "id":
 * "…"}}}, with the two members in either order, that names a valid key. Anything else is data.
 */
public final class References {
    static final String REFERENCE = "$ref";
    static final String CLASS = "class";
    static final String ID = "id";

    private final JsonParser parser;
    private final @Nullable ReferenceRemoval removal;
    private final Set<ObjectKey> targets = new LinkedHashSet<>();

    private References(JsonParser parser, @Nullable ReferenceRemoval removal) {
        this.parser = parser;
        this.removal = removal;
    }

    /** Returns the keys that {@code json} refers to; if it is not JSON, those up to the error. */
    public static Set<ObjectKey> in(String json) {
        return mayOccurIn(json) ? read(json, null) : Set.of();
    }

    /** Returns whether {@link #in} finds all keys, because {@code json} is JSON or has none. */
    public static boolean areComplete(String json) {
        if (!mayOccurIn(json)) {
            return !json.isEmpty();
        }
        try (JsonParser parser = JsonReader.parser(json)) {
            while (parser.nextToken() != null) {
                parser.skipChildren();
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the key if {@code json} is one reference, otherwise null. */
    static @Nullable ObjectKey whole(String json) {
        try (JsonParser parser = JsonReader.parser(json)) {
            ObjectKey target = parser.nextToken() == null ? null : new References(parser, null).value();
            return parser.nextToken() == null ? target : null;
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * Returns the same text without its references to {@code targets}: they are removed from arrays and replaced by
     * null elsewhere. Nothing else changes.
     */
    public static String without(String json, Set<ObjectKey> targets) {
        ReferenceRemoval removal = new ReferenceRemoval(json, targets);
        read(json, removal);
        return removal.text();
    }

    private static Set<ObjectKey> read(String json, @Nullable ReferenceRemoval removal) {
        try (JsonParser parser = JsonReader.parser(json)) {
            References references = new References(parser, removal);
            references.root();
            return references.targets;
        } catch (IOException e) {
            throw new IllegalStateException("A parser of text in memory cannot be opened or closed", e);
        }
    }

    /** Returns whether the text may contain references, possibly with the dollar sign written as an escape. */
    public static boolean mayOccurIn(String json) {
        return json.contains("\"$ref\"") || json.contains("\\u");
    }

    private void root() {
        try {
            if (parser.nextToken() != null) {
                member();
            }
        } catch (IOException e) {
            // The text was written by SQL and is not JSON; the references before the error count.
        }
    }

    /** Reads a value that is not an element of an array. */
    private void member() throws IOException {
        long start = start();
        ObjectKey target = value();
        if (removal != null && target != null) {
            removal.member(target, start, end());
        }
    }

    private void array() throws IOException {
        ReferenceRemoval.Elements elements = removal == null ? null : removal.elements();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            long start = start();
            ObjectKey target = value();
            if (elements != null) {
                elements.add(target, start, end());
            }
        }
        if (elements != null) {
            elements.end();
        }
    }

    private long start() {
        return parser.currentTokenLocation().getCharOffset();
    }

    private long end() throws IOException {
        parser.finishToken();
        return parser.currentLocation().getCharOffset();
    }

    /** Reads a value and returns its target if it is a reference, otherwise null. */
    private @Nullable ObjectKey value() throws IOException {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            array();
            return null;
        }
        return parser.currentToken() == JsonToken.START_OBJECT ? object() : null;
    }

    private @Nullable ObjectKey object() throws IOException {
        ObjectKey target = null;
        int members = 0;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            members++;
            if (members == 1 && name.equals(REFERENCE) && parser.currentToken() == JsonToken.START_OBJECT) {
                target = target();
            } else {
                member();
            }
        }
        if (target == null || members > 1) {
            return null;
        }
        targets.add(target);
        return target;
    }

    /** Reads the object at the parser and returns the key if it names a valid key and nothing else, otherwise null. */
    private @Nullable ObjectKey target() throws IOException {
        String className = null;
        String id = null;
        int members = 0;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            members++;
            boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
            if (text && name.equals(CLASS)) {
                className = parser.getText();
            } else if (text && name.equals(ID)) {
                id = parser.getText();
            }
            member();
        }
        if (members != 2 || className == null || id == null) {
            return null;
        }
        try {
            return new ObjectKey(className, id);
        } catch (InvalidKeyException e) {
            // No object can have such a key, so this is not a reference.
            return null;
        }
    }
}
