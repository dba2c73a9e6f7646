package io.sepia.error;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown when stored references lead to objects that are not stored. Names all such references that the load found. */
public final class MissingReferenceException extends StorageException {
    private static final int NAMED_IN_MESSAGE = 20;

    private final List<Missing> missing;

    /**
     * One reference whose target is not stored.
     *
     * @param holderClass storage name of the class of the object that holds the reference
     * @param holderId its id
     * @param property path of the property inside the holder, such as {@code related[2]}
     * @param targetClass storage name of the class of the missing object
     * @param targetId its id
     */
    public record Missing(String holderClass, String holderId, String property, String targetClass, String targetId) {
        @Override
        public String toString() {
            return holderClass + " '" + holderId + "' property " + property + " -> " + targetClass + " '" + targetId
                    + "'";
        }
    }

    /** Creates an exception for all {@code missing} references, of which there must be at least one. */
    public MissingReferenceException(List<Missing> missing) {
        super(message(missing), null);
        this.missing = List.copyOf(missing);
    }

    private static String message(List<Missing> missing) {
        String named =
                missing.stream().limit(NAMED_IN_MESSAGE).map(Missing::toString).collect(Collectors.joining("; "));
        int more = missing.size() - NAMED_IN_MESSAGE;
        return missing.size() + " missing reference(s): " + named + (more > 0 ? "; and " + more + " more" : "")
                + ". Store the targets, declare the property as Ref<T>, or open the store with missing_references=null.";
    }

    /** Returns all missing references, in the order in which the load found them; unmodifiable, never empty. */
    public List<Missing> missing() {
        return missing;
    }
}
