package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.error.NotUniqueException;
import io.sepia.error.ObjectExistsException;
import io.sepia.error.ObjectNotFoundException;
import io.sepia.error.StaleVersionException;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.Effects.Effect;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.sql.Rows.Written;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes documents, each under its own condition, with the statements of one connection. */
public final class ConditionalWrites {
    private final Database database;
    private final StatementCache statements;
    private final boolean indexed;
    private final boolean detailed;
    private final List<Effect> details = new ArrayList<>(0);
    private final Map<ObjectKey, Long> begun = new HashMap<>(0);
    private final List<DocumentWrite> tookPlace = new ArrayList<>(1);

    /**
     * @param indexed whether there may be indexes that must be updated
     * @param detailed whether {@link #details} are wanted
     */
    public ConditionalWrites(Database database, StatementCache statements, boolean indexed, boolean detailed) {
        this.database = database;
        this.statements = statements;
        this.indexed = indexed;
        this.detailed = detailed;
    }

    /** Returns the number of writes that took place so far. */
    long count() {
        return tookPlace.size();
    }

    /** Returns the writes that took place so far, in order: all but those of present objects under IF_ABSENT. */
    List<DocumentWrite> written() {
        return tookPlace;
    }

    /** Returns the versions of the new objects so far that do not have version 1. */
    Map<ObjectKey, Long> begun() {
        return begun;
    }

    /** Returns the effects of the writes that took place so far, in order; empty if details are not wanted. */
    List<Effect> details() {
        return details;
    }

    /** Writes in the given order. Consecutive writes under the same kind of condition share batches. */
    public void save(List<DocumentWrite> writes, long now) throws SQLException {
        int from = 0;
        while (from < writes.size()) {
            WriteCondition.Kind kind = writes.get(from).condition().kind();
            int to = from + 1;
            while (to < writes.size() && writes.get(to).condition().kind() == kind) {
                to++;
            }
            List<DocumentWrite> run = writes.subList(from, to);
            try {
                boolean[] written = saveRun(kind, run, now);
                if (indexed) {
                    database.indexes().written(statements, run, written);
                }
                new ReferenceRows(database, statements).written(run, written);
            } catch (SQLException e) {
                NotUniqueException violation = database.indexes().violation(statements, run, e);
                if (violation != null) {
                    throw violation;
                }
                throw e;
            }
            from = to;
        }
    }

    /** Executes writes and returns for each whether it took place. */
    private boolean[] saveRun(WriteCondition.Kind kind, List<DocumentWrite> writes, long now) throws SQLException {
        Written[] rows = {};
        boolean[] written = switch (kind) {
            case NONE -> {
                if (detailed) {
                    rows = database.upsertReturning(statements, writes, now);
                } else {
                    database.upsert(statements, writes, now);
                }
                boolean[] all = new boolean[writes.size()];
                Arrays.fill(all, true);
                yield all;
            }
            case IF_ABSENT -> {
                rows = database.insert(statements, writes, now);
                yield areWritten(rows);
            }
            case ABSENT, NEW_VERSION -> {
                rows = database.insert(statements, writes, now);
                yield checked(writes, areWritten(rows));
            }
            case PRESENT -> {
                if (detailed) {
                    rows = database.updateReturning(statements, writes, now);
                    yield checked(writes, areWritten(rows));
                }
                yield checked(writes, Rows.execute(statements, Rows.UPDATE, writes, now, Rows::bindUpdate));
            }
            case VERSION ->
                checked(
                        writes,
                        Rows.execute(statements, Rows.UPDATE_OF_VERSION, writes, now, Rows::bindUpdateOfVersion));
        };
        note(writes, written, rows, now);
        return written;
    }

    private static boolean[] areWritten(Written[] rows) {
        boolean[] written = new boolean[rows.length];
        for (int i = 0; i < written.length; i++) {
            written[i] = rows[i].any();
        }
        return written;
    }

    /**
     * @param rows the rows that were written, or empty if they are unknown or have the versions after the conditions
     */
    private void note(List<DocumentWrite> writes, boolean[] written, Written[] rows, long now) {
        for (int i = 0; i < written.length; i++) {
            if (written[i]) {
                DocumentWrite write = writes.get(i);
                tookPlace.add(write);
                Written row = rows.length > 0
                        ? rows[i]
                        : new Written(write.condition().version() + 1, false);
                if (row.created() && row.version() > 1) {
                    begun.put(write.key(), row.version());
                }
                if (detailed) {
                    details.add(Effect.saved(write, row.created(), row.version(), Rows.instant(now)));
                }
            }
        }
    }

    private boolean[] checked(List<DocumentWrite> writes, boolean[] written) throws SQLException {
        for (int i = 0; i < written.length; i++) {
            if (!written[i]) {
                ObjectKey key = writes.get(i).key();
                WriteCondition condition = writes.get(i).condition();
                throw switch (condition.kind()) {
                    case ABSENT -> new ObjectExistsException(key.className(), key.id());
                    case PRESENT -> new ObjectNotFoundException(key.className(), key.id());
                    default -> stale(database, statements, key, condition);
                };
            }
        }
        return written;
    }

    /**
     * Returns the exception for an object that is stored in another version than the condition demands, or not at all.
     */
    static StaleVersionException stale(
            Database database, StatementCache statements, ObjectKey key, WriteCondition condition) throws SQLException {
        long found = statements.number(
                "SELECT version FROM objects WHERE class_name = ? AND object_id = ?" + database.committed(), key);
        return new StaleVersionException(key.className(), key.id(), condition.version(), found);
    }
}
