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
 * <p>It serves conditions on its first field, and on further ones where those before them are compared by equality. The
 * index on a property that holds a reference is on the member {@code $ref.id}: {@code author.$ref.id}.
 *
 * <p>A unique one also refuses documents whose values in all its fields are equal to those of another document. Nulls,
 * fields that are not there, arrays and objects are equal to nothing, as NULL is in SQL, so any number of documents may
 * have them. Numbers that are not whole, or have more than 64 bits, are compared as doubles: of those with more than 15
 * digits, different ones may count as equal.
 *
 * @param className storage name of the class
 * @param fields in order; at least one, none twice
 * @param unique whether it refuses equal documents
 */
public record IndexDefinition(String className, List<FieldPath> fields, boolean unique) {
    /** The most fields. */
    public static final int MAX_FIELDS = 16;
    /** The longest text form of all fields together, in characters. */
    public static final int MAX_TEXT = 4_000;

    /**
     * Checks the parts.
     *
     * @throws io.sepia.error.InvalidKeyException if no class can have that name
     * @throws InvalidQueryException if there are no fields, too many or too long ones, one twice, or the document
     *     itself
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
            problem = "is on the whole document. Name a field of it";
        } else if (text(fields).length() > MAX_TEXT) {
            problem = "has fields whose names have " + text(fields).length() + " characters; at most " + MAX_TEXT
                    + " are allowed";
        }
        if (problem != null) {
            throw new InvalidQueryException("An index of class " + className + " " + problem + ".");
        }
    }

    /**
     * An index that refuses nothing.
     *
     * @param fields written as {@link FieldPath#parse} reads them
     * @throws io.sepia.error.InvalidKeyException if no class can have that name
     * @throws InvalidQueryException if the fields cannot be indexed
     */
    public static IndexDefinition of(String className, String... fields) {
        return new IndexDefinition(
                className, Arrays.stream(fields).map(FieldPath::parse).toList(), false);
    }

    /** The unique index on the same fields. */
    public IndexDefinition asUnique() {
        return new IndexDefinition(className, fields, true);
    }

    /** The fields in text form, in order. */
    public List<String> fieldNames() {
        return fields.stream().map(FieldPath::toString).toList();
    }

    private static String text(List<FieldPath> fields) {
        return fields.stream().map(FieldPath::toString).collect(Collectors.joining(", "));
    }

    /** The index in words: {@code note (category, status)}, with {@code unique} before it if it is. */
    @Override
    public String toString() {
        return (unique ? "unique " : "") + className + " (" + text(fields) + ")";
    }
}
