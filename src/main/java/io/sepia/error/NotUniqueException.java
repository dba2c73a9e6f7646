package io.sepia.error;

import java.util.List;
import java.util.stream.Collectors;

/** Documents of a class are equal in the fields of a unique index. */
public final class NotUniqueException extends ConflictException {
    private final List<String> fields;
    private final List<String> ids;

    private NotUniqueException(String className, List<String> fields, List<String> ids, String message) {
        super(className, ids.get(0), message);
        this.fields = List.copyOf(fields);
        this.ids = List.copyOf(ids);
    }

    /**
     * The error for an object that was to be saved.
     *
     * @param fields of the index
     * @param id the object's id
     * @param other the id of the stored object that has the same values
     */
    public static NotUniqueException saving(String className, List<String> fields, String id, String other) {
        return new NotUniqueException(
                className,
                fields,
                List.of(id, other),
                className + " '" + id + "' has the same " + joined(fields) + " as " + className + " '" + other
                        + "', which is stored, and a unique index of class " + className
                        + " refuses that. Give it another value, or drop the index.");
    }

    /**
     * The error for an index that was to be built.
     *
     * @param fields of the index
     * @param ids of some stored objects of which each has the same values as another; not empty
     */
    public static NotUniqueException building(String className, List<String> fields, List<String> ids) {
        String named = ids.stream().map(each -> "'" + each + "'").collect(Collectors.joining(", "));
        return new NotUniqueException(
                className,
                fields,
                ids,
                "A unique index on " + joined(fields) + " of class " + className
                        + " cannot be built: objects that are stored have the same values, among them " + named
                        + ". Change or delete all but one of each, or make the index one that is not unique.");
    }

    private static String joined(List<String> fields) {
        return String.join(", ", fields);
    }

    /** The fields of the index, in order. */
    public List<String> fields() {
        return fields;
    }

    /** The ids of objects that are equal: the one that was to be saved, if one was, and the others. */
    public List<String> ids() {
        return ids;
    }
}
