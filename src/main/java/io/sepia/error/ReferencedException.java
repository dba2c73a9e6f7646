package io.sepia.error;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown when an object cannot be deleted, because other objects refer to it and its class refuses that. See decision
 * 0039.
 */
public final class ReferencedException extends ConflictException {
    private final List<Referrer> referrers;

    /**
     * One object that refers to the object to delete.
     *
     * @param className storage name of its class
     * @param id its id
     */
    public record Referrer(String className, String id) {
        @Override
        public String toString() {
            return className + " '" + id + "'";
        }
    }

    /**
     * Creates an exception.
     *
     * @param className storage name of the class of the object to delete
     * @param id its id
     * @param referrers some of the objects that refer to it, at least one
     * @param more whether there are more
     */
    public ReferencedException(String className, String id, List<Referrer> referrers, boolean more) {
        super(className, id, message(className, id, referrers, more));
        this.referrers = List.copyOf(referrers);
    }

    private static String message(String className, String id, List<Referrer> referrers, boolean more) {
        return className + " '" + id + "' was not deleted, because objects refer to it and its class refuses that: "
                + referrers.stream().map(Referrer::toString).collect(Collectors.joining(", "))
                + (more ? " and others" : "")
                + ". Delete or change those first, or declare another onDelete for the class.";
    }

    /** Returns some of the objects that refer to it; unmodifiable, never empty. */
    public List<Referrer> referrers() {
        return referrers;
    }
}
