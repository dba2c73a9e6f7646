package io.sepia.change;

import io.sepia.error.CursorTooOldException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the log of changes of one store, up to which a follower has read. Its text form can be kept anywhere and
 * read back; what it says inside is the store's business. Immutable.
 */
public final class ChangeCursor {
    /** Before everything: whoever reads from here gets every object that is stored, as its latest change. */
    public static final ChangeCursor BEGINNING = new ChangeCursor("", 0, 0);

    private static final String BEGINNING_TEXT = "beginning";
    private static final Pattern FORM = Pattern.compile("([0-9a-f]{1,16})-([0-9]{1,18})(?:-([0-9]{1,18}))?");

    private final String log;
    private final long sequence;
    private final long begun;

    /**
     * Makes a cursor; for backends.
     *
     * @param log the identity of the log
     * @param sequence of the last change that was read
     * @param begun what {@code sequence} was the newest one when the follower began, which had nothing then and so need
     *     not hear of earlier deletions
     */
    private ChangeCursor(String log, long sequence, long begun) {
        this.log = log;
        this.sequence = sequence;
        this.begun = begun;
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if {@code text} is none
     */
    public static ChangeCursor parse(String text) {
        if (text.equals(BEGINNING_TEXT)) {
            return BEGINNING;
        }
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + (text.length() > 60 ? text.substring(0, 60) + "…" : text)
                    + "' is no cursor of a log of changes. Use what ChangeCursor.toString gave, or '" + BEGINNING_TEXT
                    + "'.");
        }
        String begun = matcher.group(3);
        return new ChangeCursor(
                matcher.group(1), Long.parseLong(matcher.group(2)), begun == null ? 0 : Long.parseLong(begun));
    }

    /**
     * The place in a log that this cursor means; for backends.
     *
     * @param id identity of the log
     * @param forgotten the highest sequence of a deletion that the log has forgotten; 0 for none
     * @param last the sequence of its latest change
     * @throws CursorTooOldException if changes after this cursor may be missing from the log
     */
    public ChangeCursor in(String id, long forgotten, long last) {
        if (log.isEmpty()) {
            return new ChangeCursor(id, 0, last);
        }
        if (!log.equals(id)) {
            throw new CursorTooOldException(
                    "The cursor " + this + " belongs to another log of changes than that of this"
                            + " store, which began anew when the log was switched on. " + CursorTooOldException.REMEDY);
        }
        if (sequence > last) {
            throw new CursorTooOldException("The cursor " + this + " is ahead of the log, which ends at " + last
                    + ": the store was put back to an earlier state. " + CursorTooOldException.REMEDY);
        }
        if (forgotten > Math.max(sequence, begun)) {
            throw new CursorTooOldException("The cursor " + this + " is too old: the log has forgotten deletions up to "
                    + forgotten + " since then (option changes_retention). " + CursorTooOldException.REMEDY);
        }
        return this;
    }

    /** This cursor moved on to {@code to}; for backends. */
    public ChangeCursor movedTo(long to) {
        return new ChangeCursor(log, to, begun > to ? begun : 0);
    }

    /** The sequence of the last change that was read, 0 for none. */
    public long sequence() {
        return sequence;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChangeCursor cursor && toString().equals(cursor.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** The text form: ASCII letters, digits and hyphens. */
    @Override
    public String toString() {
        if (log.isEmpty()) {
            return BEGINNING_TEXT;
        }
        return log + "-" + sequence + (begun == 0 ? "" : "-" + begun);
    }
}
