package io.sepia.internal.migration;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.DocumentFormatException;
import io.sepia.internal.json.JsonParts;
import io.sepia.internal.json.JsonParts.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The schema of one class, and the steps to it from earlier ones. The member {@code $schema} of a document contains the
 * number of its schema; a document without it has schema 1. Immutable. See decision 0181.
 *
 * @param current the present schema
 * @param steps the steps to each schema from the one before, by number
 */
public record Schemas(int current, Map<Integer, Steps> steps) {
    /** The member of documents that contains the number of their schema. */
    public static final String MEMBER = "$schema";

    private static final String OPENING = "{\"" + MEMBER + "\":";

    /** The schema of classes that declare none. */
    public static final Schemas FIRST = new Schemas(1, Map.of());

    /** Copies the map. */
    public Schemas {
        steps = Map.copyOf(steps);
    }

    /** Returns whether documents have the member with the number of their schema. */
    public boolean isMarked() {
        return current > 1;
    }

    private String prefix() {
        return "{\"" + MEMBER + "\":" + current;
    }

    /** Returns the content of an object with the number of the present schema. */
    public String marked(String content) {
        return !isMarked() ? content : prefix() + (content.equals("{}") ? "}" : "," + content.substring(1));
    }

    /**
     * Returns a document in the present schema, without its number.
     *
     * @throws DocumentFormatException if a step fails or is missing, or the document has a later schema
     */
    public StoredDocument present(StoredDocument document) {
        String content = document.content();
        if (!isMarked()) {
            return content.startsWith(OPENING) ? unmarked(document) : document;
        }
        String prefix = prefix();
        if (content.startsWith(prefix) && content.length() > prefix.length()) {
            char next = content.charAt(prefix.length());
            if (next == ',' || next == '}') {
                return with(document, "{" + content.substring(prefix.length() + (next == ',' ? 1 : 0)));
            }
        }
        return migrated(document).map(document);
    }

    /** Returns a document of a class without a schema, which must have schema 1. Text there is the application's. */
    private static StoredDocument unmarked(StoredDocument document) {
        List<Part> parts = JsonParts.members(document.content());
        Part mark = Members.find(parts, MEMBER);
        if (parts == null || mark == null || !Character.isDigit(mark.text().charAt(0))) {
            return document;
        }
        if (number(document.key(), mark.text()) > 1) {
            throw later(document.key(), 1);
        }
        List<Part> rest = new ArrayList<>(parts);
        rest.remove(mark);
        return with(document, Members.text(rest));
    }

    /** A document after its migration. */
    record Migrated(int from, @Nullable String content) {
        StoredDocument map(StoredDocument document) {
            return content == null ? document : with(document, content);
        }
    }

    /** Returns the content of a document in the present schema, with its number, or null if it has that already. */
    public @Nullable String migrate(StoredDocument document) {
        Migrated migrated = migrated(document);
        return migrated.from() == current || migrated.content() == null ? null : marked(migrated.content());
    }

    private Migrated migrated(StoredDocument document) {
        ObjectKey key = document.key();
        List<Part> parts = JsonParts.members(document.content());
        if (parts == null) {
            return new Migrated(current, null); // It is not an object, which a load of it reports.
        }
        Part mark = Members.find(parts, MEMBER);
        int schema = mark == null ? 1 : number(key, mark.text());
        if (schema > current) {
            throw later(key, current);
        }
        List<Part> rest = new ArrayList<>(parts);
        rest.remove(mark);
        String content = Members.text(rest);
        for (int to = schema + 1; to <= current; to++) {
            Steps next = steps.get(to);
            if (next == null) {
                throw new DocumentFormatException(key + " has schema " + schema + ", but no steps to schema " + to
                        + " are known. Register them with the store's builder.");
            }
            content = next.apply(key, to, content);
            if (Members.find(JsonParts.members(content), MEMBER) != null) {
                throw new DocumentFormatException("The steps to schema " + to + " gave " + key + " a member " + MEMBER
                        + ", which is the store's own. Nothing was changed. Correct the steps.");
            }
        }
        return new Migrated(schema, content);
    }

    private static int number(ObjectKey key, String text) {
        try {
            int number = Integer.parseInt(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw notNumber(key);
        }
        throw notNumber(key);
    }

    private static DocumentFormatException notNumber(ObjectKey key) {
        return new DocumentFormatException("The member " + MEMBER + " of " + key
                + " is not the number of a schema. Store the document without it, or with a number of 1 or more.");
    }

    /** Returns the exception for a document of a later schema than that of its class. */
    public static DocumentFormatException later(ObjectKey key, int current) {
        return new DocumentFormatException(key + " was written with a later schema of its class than " + current
                + ", which this program has. Use the program's newer version.");
    }

    private static StoredDocument with(StoredDocument document, String content) {
        return new StoredDocument(
                document.key(),
                document.type(),
                content,
                document.metadata(),
                document.version(),
                document.createdAt(),
                document.updatedAt());
    }
}
