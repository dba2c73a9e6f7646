package io.sepia.change;

import io.sepia.error.CursorTooOldException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The position in the change log of one store up to which a follower has read. Its text form can be stored anywhere and
 * parsed again; the format is internal to the store. Immutable.
 */
public final class ChangeCursor {
    /** The position before all changes: reading from here returns the latest change of every stored object. */
    public static final ChangeCursor BEGINNING = new ChangeCursor("", 0, 0);

    private static final String BEGINNING_TEXT = "beginning";
    private static final Pattern FORM = Pattern.compile("([0-9a-f]{1,16})-([0-9]{1,18})(?:-([0-9]{1,18}))?");

    private final String log;
    private final long sequence;
    private final long begun;

    /**
     * Creates a cursor.
     *
     * @param log the identity of the log
     * @param sequence the sequence of the last change that was read
     * @param begun the newest sequence when the follower began. It had read no object then, so it can ignore deletions
     *     up to this one
     */
    private ChangeCursor(String log, long sequence, long begun) {
        this.log = log;
        this.sequence = sequence;
        this.begun = begun;
    }

    /**
     * Parses the text form.
     *
     * @throws IllegalArgumentException if {@code text} is not a cursor
     */
    public static ChangeCursor parse(String text) {
        if (text.equals(BEGINNING_TEXT)) {
            return BEGINNING;
        }
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + (text.length() > 60 ? text.substring(0, 60) + "…" : text)
                    + "' is not a cursor of a change log. Use a result of ChangeCursor.toString, or '" + BEGINNING_TEXT
                    + "'.");
        }
        String begun = matcher.group(3);
        return new ChangeCursor(
                matcher.group(1), Long.parseLong(matcher.group(2)), begun == null ? 0 : Long.parseLong(begun));
    }

    /**
     * Returns the position in a log that this cursor stands for. For backends.
     *
     * @param id identity of the log
     * @param forgotten the highest sequence of a deletion that the log has purged; 0 for none
     * @param last the sequence of its latest change
     * @throws CursorTooOldException if changes after this cursor may be missing from the log
     */
    public ChangeCursor in(String id, long forgotten, long last) {
        if (log.isEmpty()) {
            return new ChangeCursor(id, 0, last);
        }
        if (!log.equals(id)) {
            throw new CursorTooOldException("The cursor " + this + " belongs to another change log than that of this"
                    + " store, which was started when the log was last switched on. " + CursorTooOldException.REMEDY);
        }
        if (sequence > last) {
            throw new CursorTooOldException("The cursor " + this + " is ahead of the log, which ends at " + last
                    + ": the store was restored to an earlier state. " + CursorTooOldException.REMEDY);
        }
        if (forgotten > Math.max(sequence, begun)) {
            throw new CursorTooOldException("The cursor " + this + " is too old: the log has purged deletions up to "
                    + forgotten + " since then (option changes_retention). " + CursorTooOldException.REMEDY);
        }
        return this;
    }

    /** Returns this cursor advanced to {@code to}. For backends. */
    public ChangeCursor movedTo(long to) {
        return new ChangeCursor(log, to, begun > to ? begun : 0);
    }

    /** Returns the sequence of the last change that was read, 0 for none. */
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

    /** Returns the text form, which consists of ASCII letters, digits and hyphens. */
    @Override
    public String toString() {
        if (log.isEmpty()) {
            return BEGINNING_TEXT;
        }
        return log + "-" + sequence + (begun == 0 ? "" : "-" + begun);
    }
}
