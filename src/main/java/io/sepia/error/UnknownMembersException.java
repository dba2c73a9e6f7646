package io.sepia.error;

import java.util.List;

/**
 * Thrown when an object is saved in place of a document with members that the object's class does not know, which the
 * save would delete. Nothing is stored. See decision 0180.
 */
public final class UnknownMembersException extends ConflictException {
    private final List<String> members;

    private UnknownMembersException(String className, String id, List<String> members, String remedy) {
        super(
                className,
                id,
                className + " '" + id + "' is stored with members that its class does not know: "
                        + String.join(", ", members) + ". Saving this object would delete them. " + remedy);
        this.members = List.copyOf(members);
    }

    /**
     * Returns the exception for an object that was not loaded.
     *
     * @param members the names of the members
     */
    public static UnknownMembersException notLoaded(String className, String id, List<String> members) {
        return new UnknownMembersException(
                className,
                id,
                members,
                "Load the object and change it, or return the copy from update; or open the store with"
                        + " unknown_members=keep or unknown_members=drop.");
    }

    /**
     * Returns the exception for members of embedded objects, which cannot be kept.
     *
     * @param members the names of the members, each with the class of the object that holds it
     */
    public static UnknownMembersException embedded(String className, String id, List<String> members) {
        return new UnknownMembersException(
                className,
                id,
                members,
                "Members of embedded objects cannot be kept. Declare properties for them, remove them by a migration,"
                        + " or open the store with unknown_members=drop.");
    }

    /** Returns the names of the members; those of embedded objects have the class of the object in front. */
    public List<String> members() {
        return members;
    }
}
