package io.sepia.error;

import java.util.List;
import java.util.stream.Collectors;

/** An object is not deleted, because others refer to it and its class refuses that. */
public final class ReferencedException extends ConflictException {
    private final List<Referrer> referrers;

    /**
     * One object that refers to the one that was to be deleted.
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
     * Makes the error.
     *
     * @param className storage name of the class of the object that was to be deleted
     * @param id its id
     * @param referrers some of those that refer to it, at least one
     * @param more whether there are more
     */
    public ReferencedException(String className, String id, List<Referrer> referrers, boolean more) {
        super(className, id, message(className, id, referrers, more));
        this.referrers = List.copyOf(referrers);
    }

    private static String message(String className, String id, List<Referrer> referrers, boolean more) {
        return className + " '" + id + "' is not deleted, because objects refer to it and its class refuses that: "
                + referrers.stream().map(Referrer::toString).collect(Collectors.joining(", "))
                + (more ? " and others" : "")
                + ". Delete or change those first, or let the class say another onDelete.";
    }

    /** Some of the objects that refer to it; unmodifiable, never empty. */
    public List<Referrer> referrers() {
        return referrers;
    }
}
