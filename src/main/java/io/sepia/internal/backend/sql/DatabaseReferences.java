package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;

/** How a database keeps what rows refer to. Stateless. */
public interface DatabaseReferences {
    /** What a row's number, class name, id and content are read from. */
    String COLUMNS = "SELECT o.id, o.class_name, o.object_id, o.content FROM ";

    /** Notes what the rows of a class, which are there, refer to from now on, by id. */
    void put(StatementCache statements, String className, Map<String, Set<ObjectKey>> targets) throws SQLException;

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
