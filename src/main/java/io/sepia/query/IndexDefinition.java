package io.sepia.query;

import io.sepia.document.ObjectKey;
import io.sepia.error.InvalidQueryException;
import io.sepia.internal.json.FieldPath;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * An index on fields of the documents of one class. Immutable.
 *
 * <p>It serves conditions on its first field, and on a further field if all fields before that are compared by
 * equality. An index on a property that holds a reference is on the member {@code $ref.id}: {@code author.$ref.id}.
 *
 * <p>A unique index also refuses documents whose values in all its fields equal those of another document. Like NULL in
 * SQL, nulls, missing fields, arrays and objects are not equal to anything, so any number of documents may have them.
 * Numbers that are not whole, or have more than 64 bits, are compared as doubles: different numbers with more than 15
 * digits may count as equal. See decisions 0040 and 0041.
 *
 * @param className storage name of the class
 * @param fields the paths of the fields, as {@link io.sepia.Field#field} reads them; at least one, in order, without
 *     duplicates
 * @param unique whether it refuses equal documents
 */
public record IndexDefinition(String className, List<String> fields, boolean unique) {
    /** The maximum number of fields. */
    public static final int MAX_FIELDS = 16;
    /** The maximum length of the text form of all fields together, in characters. */
    public static final int MAX_TEXT = 4_000;

    /**
     * Checks the parts, and writes each field in its shortest form.
     *
     * @throws io.sepia.error.InvalidKeyException if {@code className} is not valid as a storage name
     * @throws InvalidQueryException if a field is not a path, or if there are no fields, too many or a duplicate, or
     *     their names are too long
     */
    public IndexDefinition {
        ObjectKey.checkClassName(className);
        fields = fields.stream().map(each -> FieldPath.parse(each).toString()).toList();
        String text = String.join(", ", fields);
        String problem = null;
        if (fields.isEmpty()) {
            problem = "has no field. Name at least one";
        } else if (fields.size() > MAX_FIELDS) {
            problem = "has " + fields.size() + " fields; at most " + MAX_FIELDS + " are allowed";
        } else if (new LinkedHashSet<>(fields).size() < fields.size()) {
            problem = "names a field twice: " + text + ". Name it once";
        } else if (text.length() > MAX_TEXT) {
            problem = "has fields whose names have " + text.length() + " characters; at most " + MAX_TEXT
                    + " are allowed";
        }
        if (problem != null) {
            throw new InvalidQueryException("An index of class " + className + " " + problem + ".");
        }
    }

    /**
     * Returns an index that is not unique.
     *
     * @param fields paths, as {@link io.sepia.Field#field} reads them
     * @throws io.sepia.error.InvalidKeyException if {@code className} is not valid as a storage name
     * @throws InvalidQueryException if the fields cannot be indexed
     */
    public static IndexDefinition of(String className, String... fields) {
        return new IndexDefinition(className, List.of(fields), false);
    }

    /** Returns the unique index on the same fields. */
    public IndexDefinition asUnique() {
        return new IndexDefinition(className, fields, true);
    }

    /** Returns the index in words, such as {@code note (category, status)} or {@code unique note (path)}. */
    @Override
    public String toString() {
        return (unique ? "unique " : "") + className + " (" + String.join(", ", fields) + ")";
    }
}
