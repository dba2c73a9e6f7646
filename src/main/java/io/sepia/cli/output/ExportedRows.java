package io.sepia.cli.output;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sepia.cli.input.IdentifiedDocument;
import io.sepia.cli.input.JsonText;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.document.StoredDocument;
import io.sepia.internal.condition.Operand;
import io.sepia.internal.json.FieldPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes documents as rows of separated values, with a column for the id and one for each member that any of them has.
 * {@link #add} collects the members before the first row is written.
 */
public final class ExportedRows {
    private final OutputFormat format;
    private final Set<String> members = new LinkedHashSet<>();
    private boolean hasOtherIds;
    private boolean hasOtherValues;

    /** @param format {@link OutputFormat#CSV} or {@link OutputFormat#TSV} */
    public ExportedRows(OutputFormat format) {
        this.format = format;
    }

    /** Adds the members of a document. */
    public void add(StoredDocument document) {
        try (JsonParser parser = IdentifiedDocument.JSON.createParser(document.content())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                hasOtherValues = true;
                return;
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (!name.equals(IdentifiedDocument.ID)) {
                    members.add(name);
                } else {
                    hasOtherIds |= !document.key().id().equals(IdentifiedDocument.scalarText(parser, value));
                }
                parser.skipChildren();
            }
        } catch (IOException e) {
            throw new CommandException(
                    ExitStatus.DAMAGE, document.key() + " does not contain valid JSON. Correct or delete it.", e);
        }
    }

    /** Returns the names of the columns. {@code @id} is the id if a member {@code id} of some document is not. */
    public String header() {
        List<Object> names = new ArrayList<>();
        if (hasOtherIds) {
            names.add("@id");
        }
        names.add(IdentifiedDocument.ID);
        names.addAll(members);
        if (hasOtherValues) {
            names.add(IdentifiedDocument.CONTENT);
        }
        return CsvWriter.line(format.separator(), names.toArray());
    }

    /** Returns the row of a document. A document that is not an object is in the column {@code $content}. */
    public String row(StoredDocument document) {
        List<Operand> fields = new ArrayList<>();
        if (hasOtherIds) {
            fields.add(member(IdentifiedDocument.ID));
        }
        members.forEach(name -> fields.add(member(name)));
        List<Object> values = new ArrayList<>();
        values.add(document.key().id());
        values.addAll(List.of(new FieldColumns(fields).of(document, format)));
        if (hasOtherValues) {
            String content = document.content();
            values.add(content.startsWith("{") ? "" : JsonText.singleLine(content));
        }
        return CsvWriter.line(format.separator(), values.toArray());
    }

    private static Operand member(String name) {
        return new Operand.Content(new FieldPath(List.of(new FieldPath.Name(name))));
    }
}
