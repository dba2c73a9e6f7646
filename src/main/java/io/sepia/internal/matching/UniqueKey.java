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
 * The values of a document in the fields of a unique index, as one text. The texts of two documents of a class are
 * equal if and only if the documents are equal in these fields. For backends whose database has no such index. See
 * decision 0041.
 */
public final class UniqueKey {
    private static final double TWO_TO_63 = 0x1p63;

    private UniqueKey() {}

    /**
     * Returns the key of a document.
     *
     * @param content its JSON text
     * @return null if the document equals no other in these fields, or is not JSON
     */
    public static @Nullable String of(IndexDefinition definition, String content) {
        WantedFields wanted = new WantedFields();
        definition.fields().forEach(wanted::add);
        try {
            return of(definition.fields(), JsonReader.read(content, wanted, false));
        } catch (IOException e) {
            return null; // Written by SQL; reading the document reports it.
        }
    }

    private static @Nullable String of(List<FieldPath> fields, Value content) {
        StringBuilder key = new StringBuilder();
        for (FieldPath field : fields) {
            Value value = DocumentMatcher.walk(content, field);
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
