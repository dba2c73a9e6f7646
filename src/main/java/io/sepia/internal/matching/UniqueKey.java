package io.sepia.internal.matching;

import io.sepia.internal.json.Decimal;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.JsonReader;
import io.sepia.internal.json.Value;
import io.sepia.internal.json.WantedFields;
import io.sepia.query.IndexDefinition;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The key of a unique index: the values of a document in its fields, as one text. The texts of two documents of a class
 * are equal if and only if the documents are equal in these fields. For backends whose database has no such index.
 * Immutable and thread-safe. See decision 0041.
 */
public final class UniqueKey {
    private static final double TWO_TO_63 = 0x1p63;

    private final List<FieldPath> fields;
    private final WantedFields wanted = new WantedFields();

    /** Creates the key of an index. */
    public UniqueKey(IndexDefinition definition) {
        this.fields = definition.fields().stream().map(FieldPath::parse).toList();
        fields.forEach(wanted::add);
    }

    /**
     * Returns the values of a document.
     *
     * @param content its JSON text
     * @return null if the document equals no other in these fields, or is not JSON
     */
    public @Nullable String of(String content) {
        try {
            return of(JsonReader.read(content, wanted, false));
        } catch (IOException e) {
            return null; // Written by SQL; reading the document reports it.
        }
    }

    private @Nullable String of(Value content) {
        StringBuilder key = new StringBuilder();
        for (FieldPath field : fields) {
            Value value = field.in(content);
            if (value instanceof Value.Text text) {
                key.append('t').append(text.value().length()).append(':').append(text.value());
            } else if (value instanceof Value.Bool bool) {
                key.append(bool.value() ? "true" : "false");
            } else if (value instanceof Value.Number number) {
                key.append('n').append(number(number.value())).append(';');
            } else {
                return null;
            }
        }
        return key.toString();
    }

    private static String number(Decimal decimal) {
        Long integer = decimal.toLong();
        if (integer != null) {
            return integer.toString();
        }
        double approximate = decimal.toDouble();
        boolean whole = approximate == Math.rint(approximate) && Math.abs(approximate) < TWO_TO_63;
        return whole ? Long.toString((long) approximate) : Double.toString(approximate);
    }
}
