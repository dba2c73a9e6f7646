package io.sepia.query;

import io.sepia.document.ObjectKey;
import io.sepia.error.InvalidQueryException;
import io.sepia.internal.json.FieldPath;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

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
 * @param fields at least one, in order, without duplicates
 * @param unique whether it refuses equal documents
 */
public record IndexDefinition(String className, List<FieldPath> fields, boolean unique) {
    /** The maximum number of fields. */
    public static final int MAX_FIELDS = 16;
    /** The maximum length of the text form of all fields together, in characters. */
    public static final int MAX_TEXT = 4_000;

    /**
     * Checks the parts.
     *
     * @throws io.sepia.error.InvalidKeyException if {@code className} is not valid as a storage name
     * @throws InvalidQueryException if there are no fields or too many, if their names are too long, or if they contain
     *     a duplicate or the document itself
     */
    public IndexDefinition {
        ObjectKey.checkClassName(className);
        fields = List.copyOf(fields);
        String problem = null;
        if (fields.isEmpty()) {
            problem = "has no field. Name at least one";
        } else if (fields.size() > MAX_FIELDS) {
            problem = "has " + fields.size() + " fields; at most " + MAX_FIELDS + " are allowed";
        } else if (new LinkedHashSet<>(fields).size() < fields.size()) {
            problem = "names a field twice: " + text(fields) + ". Name it once";
        } else if (fields.contains(FieldPath.SELF)) {
            problem = "is on the whole document. Name one of its fields";
        } else if (text(fields).length() > MAX_TEXT) {
            problem = "has fields whose names have " + text(fields).length() + " characters; at most " + MAX_TEXT
                    + " are allowed";
        }
        if (problem != null) {
            throw new InvalidQueryException("An index of class " + className + " " + problem + ".");
        }
    }

    /**
     * Returns an index that is not unique.
     *
     * @param fields paths, in the syntax of {@link FieldPath#parse}
     * @throws io.sepia.error.InvalidKeyException if {@code className} is not valid as a storage name
     * @throws InvalidQueryException if the fields cannot be indexed
     */
    public static IndexDefinition of(String className, String... fields) {
        return new IndexDefinition(
                className, Arrays.stream(fields).map(FieldPath::parse).toList(), false);
    }

    /** Returns the unique index on the same fields. */
    public IndexDefinition asUnique() {
        return new IndexDefinition(className, fields, true);
    }

    /** Returns the fields in text form, in order. */
    public List<String> fieldNames() {
        return fields.stream().map(FieldPath::toString).toList();
    }

    private static String text(List<FieldPath> fields) {
        return fields.stream().map(FieldPath::toString).collect(Collectors.joining(", "));
    }

    /** Returns the index in words, such as {@code note (category, status)} or {@code unique note (path)}. */
    @Override
    public String toString() {
        return (unique ? "unique " : "") + className + " (" + text(fields) + ")";
    }
}
