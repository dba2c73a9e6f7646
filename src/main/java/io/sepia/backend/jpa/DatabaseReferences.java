package io.sepia.backend.jpa;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** How a database keeps what rows refer to. Stateless. */
interface DatabaseReferences {
    /** What a row's number, class name, id and content are read from. */
    String COLUMNS = "SELECT o.id, o.class_name, o.object_id, o.content FROM ";

    /**
     * A row that was written.
     *
     * @param row its number
     * @param known whether it may have been there before
     * @param targets the {@linkplain ReferenceHash hashes} of what it refers to
     */
    record Source(long row, boolean known, Set<Long> targets) {}

    /** Notes what rows refer to from now on. */
    void put(StatementCache statements, List<Source> sources) throws SQLException;

    /**
     * The query for {@link #COLUMNS} of sealed rows that may refer to a target, in their order. Its parameters are the
     * hash, the number after which to begin, and the most rows.
     */
    String byTarget();

    /**
     * The query for {@link #COLUMNS} of sealed rows that {@link #byTarget} does not know of yet, in their order. Its
     * parameters are the number after which to begin, and the most rows.
     */
    String behind();

    /** As {@link #behind}, for rows without checksum, which were written by SQL or as entities. */
    String unsealed();

    /** Whether more rows than a few are {@link #behind}. */
    boolean isBehind(StatementCache statements) throws SQLException;

    /**
     * Makes {@link #byTarget} know of up to {@code limit} rows that are behind.
     *
     * @return how many; fewer than {@code limit} when none are left
     */
    int enter(StatementCache statements, int limit) throws SQLException;
}
