package io.sepia.cli.output;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sepia.cli.input.IdentifiedDocument;
import io.sepia.cli.input.JsonText;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.document.StoredDocument;
import java.io.IOException;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes documents as lines that an import stores again under the same ids. A document that contains its id is written
 * as it is stored; another object gets the id as its first member; where this is impossible, the document is wrapped,
 * see {@link IdentifiedDocument}.
 */
public final class ExportedLines {
    private final @Nullable String askedProperty;
    private final String property;
    private final SortedSet<String> otherProperties = new TreeSet<>();

    /**
     * Creates lines for an import with the same property.
     *
     * @param idProperty the member that contains the ids; null for {@code id}, or any member of a document that
     *     contains its id
     */
    public ExportedLines(@Nullable String idProperty) {
        askedProperty = idProperty;
        property = idProperty == null ? IdentifiedDocument.ID : idProperty;
    }

    /** Returns the other members in which ids were found, of documents without their id in {@code id}. */
    public SortedSet<String> otherProperties() {
        return otherProperties;
    }

    /** Returns the line of {@code document}, without a line feed. */
    public String line(StoredDocument document) {
        String id = document.key().id();
        String json = JsonText.singleLine(document.content());
        try (JsonParser parser = IdentifiedDocument.JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return wrapped(id, json);
            }
            return new Members(parser, id).line(json);
        } catch (IOException e) {
            throw new CommandException(
                    ExitStatus.DAMAGE, document.key() + " does not contain valid JSON. Correct or delete it.", e);
        }
    }

    private static String wrapped(String id, String json) {
        return "{\"" + IdentifiedDocument.ID + "\":" + JsonText.quote(id) + ",\"" + IdentifiedDocument.CONTENT + "\":"
                + json + "}";
    }

    /** The members of the object at which a parser stands. */
    private final class Members {
        private final JsonParser parser;
        private final String id;
        private int count;
        private boolean hasProperty;
        private boolean idMatches;
        private @Nullable String otherMatch;
        private boolean beginsLikeWrapper;

        Members(JsonParser parser, String id) {
            this.parser = parser;
            this.id = id;
        }

        String line(String json) throws IOException {
            read();
            if (beginsLikeWrapper && count == 2) {
                return wrapped(id, json);
            }
            if (idMatches) {
                return json;
            }
            if (otherMatch != null && askedProperty == null) {
                otherProperties.add(otherMatch);
                return json;
            }
            if (hasProperty) {
                return wrapped(id, json);
            }
            String rest = JsonText.strip(json.substring(1));
            return "{" + JsonText.quote(property) + ":" + JsonText.quote(id) + (count == 0 ? "" : ",") + rest;
        }

        /** Reads until the form of the line is known. */
        private void read() throws IOException {
            boolean textFirst = false;
            String name = parser.nextFieldName();
            while (name != null) {
                JsonToken value = parser.nextToken();
                count++;
                textFirst |= count == 1 && name.equals(IdentifiedDocument.ID) && value == JsonToken.VALUE_STRING;
                beginsLikeWrapper |= count == 2 && textFirst && name.equals(IdentifiedDocument.CONTENT);
                match(name, value);
                if (idMatches && count > 1 && !beginsLikeWrapper) {
                    return;
                }
                parser.skipChildren();
                name = parser.nextFieldName();
            }
        }

        private void match(String name, JsonToken value) throws IOException {
            boolean matches = id.equals(IdentifiedDocument.scalarText(parser, value));
            if (name.equals(property)) {
                hasProperty = true;
                idMatches = matches;
            } else if (matches && otherMatch == null) {
                otherMatch = name;
            }
        }
    }
}
