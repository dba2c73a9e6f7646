package io.sepia.internal.backend.sql.writers;

import io.sepia.document.ObjectKey;

/** How the rows of the table {@code object_references}, {@code r}, name the objects that refer to others. */
public enum Holders {
    /** By the number of the object's row in the table {@code objects}, {@code o}. */
    BY_ROW("source", "source = ?", "o.id = r.source", "object_references r", "r.source"),
    /** By the object's key. See decision 0290. */
    BY_KEY(
            "class_name, object_id",
            "class_name = ? AND object_id = ?",
            "o.class_name = r.class_name AND o.object_id = r.object_id",
            "objects o JOIN object_references r ON o.class_name = r.class_name AND o.object_id = r.object_id",
            "o.id");

    /** The columns that name the object. */
    final String columns;
    /** The condition on these columns, with a parameter for each. */
    final String equal;
    /** The condition that joins both tables. */
    final String join;
    /** The tables that have {@link #number}. */
    final String numbered;
    /** The number of the object's row. */
    final String number;

    Holders(String columns, String equal, String join, String numbered, String number) {
        this.columns = columns;
        this.equal = equal;
        this.join = join;
        this.numbered = numbered;
        this.number = number;
    }

    /** Returns the values of the columns for an object. */
    Object of(long row, ObjectKey key) {
        return this == BY_ROW ? (Object) row : key;
    }
}
