package io.sepia.error;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown when documents of a class are equal in the fields of a unique index. See decision 0041. */
public final class NotUniqueException extends ConflictException {
    private final List<String> fields;
    private final List<String> ids;

    private NotUniqueException(String className, List<String> fields, List<String> ids, String message) {
        super(className, ids.get(0), message);
        this.fields = List.copyOf(fields);
        this.ids = List.copyOf(ids);
    }

    /**
     * Returns the exception for an object that cannot be saved.
     *
     * @param fields the fields of the index
     * @param id the object's id
     * @param other the id of the stored object with the same values
     */
    public static NotUniqueException saving(String className, List<String> fields, String id, String other) {
        return new NotUniqueException(
                className,
                fields,
                List.of(id, other),
                className + " '" + id + "' has the same " + joined(fields) + " as " + className + " '" + other
                        + "', which is stored, but a unique index of class " + className
                        + " does not allow that. Give it another value, or drop the index.");
    }

    /**
     * Returns the exception for an index that cannot be built.
     *
     * @param fields the fields of the index
     * @param ids the ids of some stored objects that each have the same values as another one; not empty
     */
    public static NotUniqueException building(String className, List<String> fields, List<String> ids) {
        String named = ids.stream().map(each -> "'" + each + "'").collect(Collectors.joining(", "));
        return new NotUniqueException(
                className,
                fields,
                ids,
                "A unique index on " + joined(fields) + " of class " + className
                        + " cannot be built: stored objects have the same values, among them " + named
                        + ". Change or delete all but one of each, or add an index that is not unique.");
    }

    private static String joined(List<String> fields) {
        return String.join(", ", fields);
    }

    /** Returns the fields of the index, in order. */
    public List<String> fields() {
        return fields;
    }

    /** Returns the ids of equal objects, beginning with the object that could not be saved, if there is one. */
    public List<String> ids() {
        return ids;
    }
}
