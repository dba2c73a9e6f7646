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
 * Documents as lines that an import takes back under the same ids. A document that holds its id is written as it is
 * stored; another object gets it as its first member; where that is not possible, the document is wrapped, see
 * {@link IdentifiedDocument}.
 */
public final class ExportedLines {
    private final @Nullable String askedProperty;
    private final String property;
    private final SortedSet<String> otherProperties = new TreeSet<>();

    /**
     * Lines for an import by the same property.
     *
     * @param idProperty the member that holds the ids; null for {@code id}, or whichever member of a document does
     */
    public ExportedLines(@Nullable String idProperty) {
        askedProperty = idProperty;
        property = idProperty == null ? IdentifiedDocument.ID : idProperty;
    }

    /** The members other than {@code id} that held the ids of documents without one there. */
    public SortedSet<String> otherProperties() {
        return otherProperties;
    }

    /** The line of {@code document}, without a line feed. */
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
                    ExitStatus.DAMAGE, document.key() + " holds no valid JSON. Mend it, or delete it, and go on.", e);
        }
    }

    private static String wrapped(String id, String json) {
        return "{\"" + IdentifiedDocument.ID + "\":" + JsonText.quote(id) + ",\"" + IdentifiedDocument.CONTENT + "\":"
                + json + "}";
    }

    /** The members of the object that a parser has entered. */
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

        /** Reads until it is clear which form the line has. */
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
