package io.sepia.internal.unknown;

/** What a save does with members of the stored document that the class of the object does not know. */
public enum UnknownMembers {
    /** Objects that the store has loaded keep them; any other object is refused. */
    REFUSE,
    /** The saved document keeps them, whatever the object comes from. */
    KEEP,
    /** The saved document does not have them. */
    DROP
}
