package io.sepia.cli.output;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sepia.cli.input.IdentifiedDocument;
import io.sepia.cli.input.JsonText;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.document.StoredDocument;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes documents as lines that an import stores again under the same ids, unchanged. A document whose id member
 * contains its id is written as it is stored; every other one is wrapped, see {@link IdentifiedDocument}. The member is
 * named and never guessed: another one may contain the id of one document by chance, and not that of the next.
 */
public final class ExportedLines {
    private final String property;
    private final boolean idFirst;

    private ExportedLines(String property, boolean idFirst) {
        this.property = property;
        this.idFirst = idFirst;
    }

    /**
     * Returns lines for an import with the same property.
     *
     * @param idProperty the member that contains the ids; null for {@code id}
     */
    public static ExportedLines forImport(@Nullable String idProperty) {
        return new ExportedLines(idProperty == null ? IdentifiedDocument.ID : idProperty, false);
    }

    /** Returns lines for readers, in which an object without a member {@code id} gets one as its first member. */
    public static ExportedLines forReading() {
        return new ExportedLines(IdentifiedDocument.ID, true);
    }

    /** Returns the line of {@code document}, without a line feed. */
    public String line(StoredDocument document) {
        String id = document.key().id();
        String json = JsonText.singleLine(document.content());
        try (JsonParser parser = IdentifiedDocument.JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                checkEnd(parser);
                return wrapped(id, json);
            }
            Members members = new Members(parser, id);
            members.read();
            checkEnd(parser);
            return members.line(json);
        } catch (IOException e) {
            throw new CommandException(
                    ExitStatus.DAMAGE, document.key() + " does not contain valid JSON. Correct or delete it.", e);
        }
    }

    private static void checkEnd(JsonParser parser) throws IOException {
        if (parser.currentToken() == null || parser.nextToken() != null) {
            throw new IOException("not one JSON value");
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
        private boolean beginsLikeWrapper;

        Members(JsonParser parser, String id) {
            this.parser = parser;
            this.id = id;
        }

        String line(String json) {
            if (beginsLikeWrapper && count == 2) {
                return wrapped(id, json);
            }
            if (idMatches) {
                return json;
            }
            if (hasProperty || !idFirst) {
                return wrapped(id, json);
            }
            String rest = JsonText.strip(json.substring(1));
            return "{" + JsonText.quote(property) + ":" + JsonText.quote(id) + (count == 0 ? "" : ",") + rest;
        }

        /** Reads all members, because an import would refuse a line that is not JSON to its end. */
        void read() throws IOException {
            boolean textFirst = false;
            String name = parser.nextFieldName();
            while (name != null) {
                JsonToken value = parser.nextToken();
                count++;
                textFirst |= count == 1 && name.equals(IdentifiedDocument.ID) && value == JsonToken.VALUE_STRING;
                beginsLikeWrapper |= count == 2 && textFirst && name.equals(IdentifiedDocument.CONTENT);
                match(name, value);
                parser.skipChildren();
                name = parser.nextFieldName();
            }
        }

        private void match(String name, JsonToken value) throws IOException {
            if (name.equals(property)) {
                hasProperty = true;
                idMatches = id.equals(IdentifiedDocument.scalarText(parser, value));
            }
        }
    }
}
