package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.error.NotUniqueException;
import io.sepia.internal.backend.ClassChanges;
import io.sepia.internal.backend.ClassDigest;
import io.sepia.internal.backend.DocumentIndexes;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.sql.condition.Sql;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.condition.Criterion;
import io.sepia.internal.condition.Term;
import io.sepia.internal.words.IndexStatistics;
import io.sepia.internal.words.WordField;
import io.sepia.query.IndexDefinition;
import io.sepia.query.QueryPlan;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds and maintains the indexes of a database, which the table {@code object_indexes} records under their numbers.
 * Stateless. See decisions 0040 and 0041.
 */
public interface DatabaseIndexes {
    /**
     * Builds an index over the existing rows.
     *
     * @throws NotUniqueException if the index is unique and rows are equal
     * @throws io.sepia.error.DamagedDocumentException if the content of a row of the class is not JSON and the database
     *     evaluates JSON
     */
    void build(StatementCache statements, long number, IndexDefinition definition) throws SQLException;

    /** Returns whether a recorded index is there, which SQL may have dropped. */
    default boolean isBuilt(StatementCache statements, long number) throws SQLException {
        return true;
    }

    /** Returns whether SQL has put another index in the place of a recorded one. */
    default boolean isReplaced(StatementCache statements, IndexRecords.Numbered index) throws SQLException {
        return false;
    }

    /** Drops an index, if it exists. Called before its record is deleted. */
    void remove(StatementCache statements, long number) throws SQLException;

    /**
     * Updates the indexes for rows that were just written. Does nothing if the database does so itself.
     *
     * @throws NotUniqueException if a unique index is violated
     */
    default void written(StatementCache statements, List<DocumentWrite> writes, boolean[] written)
            throws SQLException {}

    /**
     * Returns whether a unique index does not show the values of a document. False if the database maintains its
     * indexes itself; then {@link Database#examine} compares them with the rows.
     */
    default boolean lacks(StatementCache statements, IndexRecords.Numbered index, ObjectKey key, String content)
            throws SQLException {
        return false;
    }

    /** Translates an error of a write that a unique index caused; returns null for other errors. */
    default @Nullable NotUniqueException violation(
            StatementCache statements, List<DocumentWrite> writes, SQLException error) throws SQLException {
        return null;
    }

    /**
     * Returns the text that follows the table's name in a query for the first rows of a class in this order, so that
     * the database reads them along an index instead of sorting them all. Returns an empty text if there is no such
     * index, or if the database finds it by itself.
     */
    default String inOrder(StatementCache statements, String className, List<Criterion> order) throws SQLException {
        return "";
    }

    /**
     * Implements {@link DocumentIndexes#changes} with the columns that each write sets. The checksum of a document that
     * SQL changed may be missing.
     */
    default ClassChanges changes(StatementCache statements, String className, @Nullable Object since)
            throws SQLException {
        Map<String, Long> stamps = new HashMap<>();
        statements.forEach(
                "SELECT object_id, version, updated_at, checksum FROM objects WHERE class_name = ?",
                row -> {
                    long version = row.getLong(2);
                    long updated = row.getLong(3);
                    long checksum = row.getLong(4);
                    stamps.put(row.getString(1), row.wasNull() ? 0 : ClassDigest.stamp(version, updated, checksum));
                },
                className);
        return new ClassDigest(stamps).since(since);
    }

    /** Implements {@link DocumentIndexes#isWorthFollowing}. */
    default boolean isWorthFollowing(StatementCache statements, String className) throws SQLException {
        return false;
    }

    /** Implements {@link DocumentIndexes#follow}. */
    default void follow(StatementCache statements, String className) throws SQLException {}

    /** Returns whether SQL has dropped tables that triggers write to, so that no document can be saved. */
    default boolean hasBrokenTriggers(StatementCache statements) throws SQLException {
        return false;
    }

    /** Drops such triggers. Searches create them again, with their tables. */
    default void dropBrokenTriggers(StatementCache statements) throws SQLException {}

    /** Removes what the indexes of a class, and of its changes, still have of documents that were forgotten. */
    default void forget(StatementCache statements, String className) throws SQLException {
        words().forget(statements, className);
    }

    /** Returns the indexes of words. */
    default Words words() {
        return Words.NONE;
    }

    /**
     * Indexes of the words in documents. They are built and kept in step by searches, so documents may be behind: an
     * index does not show their present words. A database without such indexes searches by reading documents.
     */
    interface Words {
        /** No indexes. */
        Words NONE = new Words() {};

        /** Returns the number of the index of a class over these fields; 0 if there is none. */
        default long number(StatementCache statements, String className, List<WordField> fields) throws SQLException {
            return 0;
        }

        /** Returns the fields of each index by the name of its class, with the weight 1. */
        default Map<String, List<WordField>> fields(StatementCache statements) throws SQLException {
            return Map.of();
        }

        /** Makes the next {@link #enter} build the index of a class again, if there is one. */
        default void outdate(StatementCache statements, String className) throws SQLException {}

        /**
         * Returns a sentence for each index that shows other words than those of its documents, apart from the ones
         * that are known to be behind.
         */
        default List<String> drift(StatementCache statements) throws SQLException {
            return List.of();
        }

        /** Returns whether so many documents are behind that {@link #enter} is worth a transaction. */
        default boolean isBehind(StatementCache statements, String className, List<WordField> fields)
                throws SQLException {
            return false;
        }

        /**
         * Enters documents that are behind, and builds the index if there is none.
         *
         * @param most the maximum number of documents
         * @return whether more may be behind
         */
        default boolean enter(StatementCache statements, String className, List<WordField> fields, int most)
                throws SQLException {
            return false;
        }

        /** Returns whether any document is behind in the index of the words. */
        default boolean hasBehind(StatementCache statements, Term.Words words) throws SQLException {
            return false;
        }

        /** Returns the condition on rows of {@code objects} that are behind in an index. */
        default Sql behind(Term.Words words) {
            return Sql.FALSE;
        }

        /**
         * Returns a query of the documents that match words with an index and meet a condition, without those that are
         * behind: the columns {@link Rows#COLUMNS} and a score, the lowest and most relevant first. Returns null if the
         * words only exclude, so that all documents are equally relevant.
         *
         * @param most the maximum number of documents if there is no other condition
         */
        default @Nullable Sql ranked(Term.Words words, Sql where, long most) {
            return null;
        }

        /**
         * Returns the table and condition of the entries that match words with an index, one for each document that is
         * not behind. Returns null if the words only exclude.
         */
        default @Nullable Sql entered(Term.Words words) {
            return null;
        }

        /** Returns what the index knows of its documents, with regard to the sought phrases of the words. */
        default IndexStatistics statistics(StatementCache statements, Term.Words words) throws SQLException {
            return new IndexStatistics(0, 0, List.of());
        }

        /** Removes what the indexes still have of documents that were forgotten. */
        default void forget(StatementCache statements, String className) throws SQLException {}
    }

    /** Explains how the database would find the rows of a query. */
    QueryPlan plan(StatementCache statements, Sql query) throws SQLException;
}
