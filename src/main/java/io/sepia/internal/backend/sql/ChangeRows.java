package io.sepia.internal.backend.sql;

/**
 * The form of the table {@code object_changes} in a database. A row of a save names the object by the number of its row
 * or by its key; a row of a deletion names the key and the time. See decisions 0035 and 0290.
 */
public final class ChangeRows {
    /** The rows of saves name the numbers of rows, which are never used twice. */
    public static final ChangeRows BY_NUMBER = new ChangeRows(
            "o.id = %1$s.object_row AND o.version = %1$s.version",
            "object_row IS NOT NULL",
            "object_row IS NULL",
            "object_row, version",
            "id, version",
            JpaChangeLog.LAST,
            JpaChangeLog.LAST);

    /** A query for the highest sequence number that the transaction sees. */
    static final String NEWEST = "SELECT max(sequence_number) FROM object_changes";

    private final String ofSave;
    private final String isSave;
    private final String isDeletion;
    private final String columns;
    private final String values;
    private final String last;
    private final String settled;

    private ChangeRows(
            String ofSave,
            String isSave,
            String isDeletion,
            String columns,
            String values,
            String last,
            String settled) {
        this.ofSave = ofSave;
        this.isSave = isSave;
        this.isDeletion = isDeletion;
        this.columns = columns;
        this.values = values;
        this.last = last;
        this.settled = settled;
    }

    /**
     * Returns the form in which the rows of saves name keys.
     *
     * @param last a query for the last sequence number that the transaction may read
     * @param settled a query for the last one before which no transaction can commit a change any more
     */
    public static ChangeRows byKey(String last, String settled) {
        return new ChangeRows(
                "o.class_name = %1$s.class_name AND o.object_id = %1$s.object_id AND o.version = %1$s.version"
                        + " AND %1$s.deleted_at IS NULL",
                "deleted_at IS NULL",
                "deleted_at IS NOT NULL",
                "class_name, object_id, version",
                "class_name, object_id, version",
                last,
                settled);
    }

    /** Returns the condition that row {@code o} of {@code objects} is what a change has saved. */
    private String ofSave(String changes) {
        return ofSave.formatted(changes);
    }

    private static String isStored(String changes) {
        return "EXISTS (SELECT 1 FROM objects n WHERE n.class_name = %1$s.class_name AND n.object_id = %1$s.object_id)"
                .formatted(changes);
    }

    /** A query for the last sequence number, the transaction's own included. */
    String last() {
        return last;
    }

    /** A query for the last sequence number up to which a cursor may move. */
    String settled() {
        return settled;
    }

    /** Returns whether sequence numbers follow the order of commits, so that the last one is always settled. */
    boolean isOrdered() {
        return last.equals(settled);
    }

    /** Enters a save of each stored object. */
    String enterAll() {
        return saved("row_number() OVER (ORDER BY id)");
    }

    /**
     * Returns a statement that enters saves of stored objects; a condition must be appended.
     *
     * @param number the expression for the sequence number
     */
    public String saved(String number) {
        return "INSERT INTO object_changes (sequence_number, " + columns + ") SELECT " + number + ", " + values
                + " FROM objects";
    }

    /**
     * Returns the condition that there is a later deletion of the same object where sequence numbers do not follow the
     * order of commits. That one has a higher version and a later time, or else a higher number: restored objects have
     * lower versions, and clocks may be set back.
     */
    private static String isSuperseded(String changes) {
        return ("EXISTS (SELECT 1 FROM object_changes l WHERE l.deleted_at IS NOT NULL"
                        + " AND l.class_name = %1$s.class_name AND l.object_id = %1$s.object_id"
                        + " AND CASE WHEN l.sequence_number > %1$s.sequence_number"
                        + " THEN NOT (l.deleted_at < %1$s.deleted_at AND l.version < %1$s.version)"
                        + " ELSE l.deleted_at > %1$s.deleted_at AND l.version > %1$s.version END)")
                .formatted(changes);
    }

    /**
     * Leaves out stale rows: those of saves whose object has another version now, and those of deletions whose object
     * is stored again.
     */
    String since() {
        return "SELECT c.sequence_number, o.class_name, o.object_id, c.version, o.updated_at,"
                + " c.class_name, c.object_id, c.deleted_at, o.created_at FROM object_changes c"
                + " LEFT JOIN objects o ON " + ofSave("c")
                + " WHERE c.sequence_number > ? AND c.sequence_number <= ?"
                + " AND (o.id IS NOT NULL OR c." + isDeletion + " AND NOT " + isStored("c")
                + (isOrdered() ? ")" : " AND NOT " + isSuperseded("c") + ")")
                + " ORDER BY c.sequence_number LIMIT ?";
    }

    private String oldDeletions() {
        return " FROM object_changes WHERE " + isDeletion + " AND deleted_at < ? AND sequence_number < ?";
    }

    String newestForgettable() {
        return "SELECT max(sequence_number)" + oldDeletions();
    }

    String forget() {
        return "DELETE" + oldDeletions();
    }

    String sweepSaves() {
        return "DELETE FROM object_changes WHERE " + isSave + " AND sequence_number < ?"
                + " AND NOT EXISTS (SELECT 1 FROM objects o WHERE " + ofSave("object_changes") + ")";
    }

    /** Deletes the deletions of objects that are stored again. */
    String sweepReturned() {
        return sweep() + isStored("object_changes");
    }

    String sweepDeletions() {
        return sweep() + "(" + isStored("object_changes") + " OR "
                + (isOrdered()
                        ? "sequence_number NOT IN (SELECT max(l.sequence_number) FROM object_changes l WHERE l."
                                + isDeletion + " GROUP BY l.class_name, l.object_id)"
                        : isSuperseded("object_changes"))
                + ")";
    }

    private String sweep() {
        return "DELETE FROM object_changes WHERE " + isDeletion + " AND sequence_number < ? AND ";
    }
}
