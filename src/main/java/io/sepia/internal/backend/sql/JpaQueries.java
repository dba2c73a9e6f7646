package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.StorageBusyException;
import io.sepia.internal.backend.Deadline;
import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.Effects.Effect;
import io.sepia.internal.backend.sql.condition.QueryDialect.SortKey;
import io.sepia.internal.backend.sql.condition.Sql;
import io.sepia.internal.backend.sql.condition.SqlCondition;
import io.sepia.internal.backend.sql.statement.IdLists;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.condition.Criterion;
import io.sepia.internal.condition.Term;
import io.sepia.internal.matching.DocumentMatcher;
import io.sepia.internal.matching.Evaluation;
import io.sepia.internal.matching.Position;
import io.sepia.internal.matching.Query;
import io.sepia.internal.matching.RankedDocument;
import io.sepia.internal.matching.Relevance;
import io.sepia.internal.words.Ranking;
import io.sepia.query.QueryPlan;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs queries of one class with the statements of one connection. The database selects and sorts as far as it is
 * exact; {@link DocumentMatcher}, which defines the meaning of a query, evaluates the rows for which it is not. See
 * decision 0030.
 */
final class JpaQueries {
    private final Database database;
    private final StatementCache statements;
    private final String className;
    private final Sql ofClass;
    private final Deadline deadline;
    private final Supplier<String> doing;

    /** @param deadline limits the evaluation in Java; the caller limits the statements */
    JpaQueries(Database database, StatementCache statements, String className, Deadline deadline) {
        this.database = database;
        this.statements = statements;
        this.className = className;
        this.deadline = deadline;
        this.doing = () -> "Querying class " + className;
        this.ofClass = database.queries().ofClass(className);
    }

    /** A row that was found; without its document if only the id was requested and the query did not need it. */
    record Hit(String id, long version, @Nullable StoredDocument document, SortedRows.Place place) {}

    List<StoredDocument> documents(Query query) throws SQLException {
        if (query.order().isEmpty() && query.after() == null) {
            try {
                SqlCondition condition = database.queries().condition(indexed(query.condition()));
                return new PlainSearch(this, database, className, query, condition).documents();
            } catch (SQLException e) {
                throw named(e);
            }
        }
        return hits(query, true).stream()
                .flatMap(hit -> Stream.ofNullable(hit.document()))
                .toList();
    }

    /** Finds the most relevant documents with an index of words, or by reading all documents of the class. */
    List<RankedDocument> search(Query query) throws SQLException {
        Query indexed = indexed(query);
        List<Term.Words> words = Relevance.words(indexed.condition());
        // Scores of several indexes cannot be added, because each of them omits what it did not find.
        boolean byIndex = words.size() == 1 && words.get(0).index() != 0;
        // Where transactions see each other's commits, a document may have changed since it was read.
        List<RankedDocument> best = byIndex
                ? ranked(indexed, words.get(0))
                : loaded(scanned(query, Sql.TRUE), DocumentMatcher.of(query)::matches);
        return best.stream().skip(query.offset()).limit(query.limit()).toList();
    }

    private Relevance<String> scanned(Query query, Sql where) throws SQLException {
        Relevance<String> relevance = new Relevance<>(
                query.offset(0).limit(query.reach()), document -> document.key().id());
        PreparedStatement statement = prepare(Rows.COLUMNS, where, byId());
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                deadline.check(doing);
                relevance.see(Rows.readOf(className, database, rows));
            }
        }
        return relevance;
    }

    /** Returns what the index finds and, by their own words, the documents that it does not show as they are. */
    private List<RankedDocument> ranked(Query query, Term.Words words) throws SQLException {
        DatabaseIndexes.Words index = database.indexes().words();
        Term others = Relevance.withoutWords(query.condition());
        SqlCondition rest = database.queries().condition(others);
        boolean isOnlyWords = rest.isExact() && rest.may().isTrue();
        Sql select = index.ranked(words, rest.may(), isOnlyWords ? query.reach() : Query.UNLIMITED);
        if (select == null) {
            return documents(query.offset(0).limit(query.reach())).stream()
                    .map(document -> new RankedDocument(document, 0))
                    .toList();
        }
        DocumentMatcher matcher = DocumentMatcher.of(Query.ALL.where(others));
        List<RankedDocument> found = new ArrayList<>();
        try (ResultSet rows = prepare(select).executeQuery()) {
            while (found.size() < query.reach() && rows.next()) {
                deadline.check(doing);
                StoredDocument document = Rows.readOf(className, database, rows);
                if (rest.isExact() || matcher.matches(document)) {
                    found.add(new RankedDocument(document, -rows.getDouble(Rows.COLUMN_COUNT + 1)));
                }
            }
        }
        if (index.hasBehind(statements, words)) {
            // By themselves, the few documents that are behind would have other scores than those of the index.
            Relevance<String> behind = scanned(query, index.behind(words));
            behind.addUnseen(index.statistics(statements, words));
            found.addAll(loaded(behind, document -> true));
        }
        found.sort(Comparator.comparingDouble((RankedDocument each) -> -each.score()));
        return found;
    }

    /** Loads the documents that were found best, without those that do not match any more. */
    private List<RankedDocument> loaded(Relevance<String> relevance, Predicate<StoredDocument> matches)
            throws SQLException {
        List<Ranking.Ranked<String>> best = relevance.best();
        List<String> ids = best.stream().map(Ranking.Ranked::document).toList();
        Map<String, StoredDocument> byId = new JpaListings(database, statements)
                .load(className, new IdLists(className, ids, database.idLists()), "").stream()
                        .filter(matches)
                        .collect(Collectors.toMap(document -> document.key().id(), Function.identity()));
        return best.stream()
                .filter(each -> byId.containsKey(each.document()))
                .map(each -> new RankedDocument(Objects.requireNonNull(byId.get(each.document())), each.score()))
                .toList();
    }

    /** Returns the query with the numbers of the indexes that answer its searches by words. */
    private Query indexed(Query query) throws SQLException {
        return query.where(indexed(query.condition()));
    }

    private Term indexed(Term condition) throws SQLException {
        Map<Term.Words, Long> numbers = new HashMap<>();
        condition.replacingWords(each -> {
            numbers.put(each, 0L);
            return each;
        });
        for (Map.Entry<Term.Words, Long> each : numbers.entrySet()) {
            each.setValue(database.indexes()
                    .words()
                    .number(statements, className, each.getKey().fields()));
        }
        return numbers.isEmpty()
                ? condition
                : condition.replacingWords(
                        each -> new Term.Words(each.words(), each.fields(), numbers.getOrDefault(each, 0L)));
    }

    List<String> ids(Query query) throws SQLException {
        try {
            SqlCondition condition = database.queries().condition(indexed(query.condition()));
            return query.order().isEmpty() && condition.isExact()
                    ? idsInOrder(query, condition.may())
                    : find(query, condition, false).stream().map(Hit::id).toList();
        } catch (SQLException e) {
            throw named(e);
        }
    }

    /**
     * Throws an exception that names the row, if content that is not JSON caused {@code error}; else returns
     * {@code error}.
     */
    private SQLException named(SQLException error) throws SQLException {
        String malformed = database.malformed(statements, className, error);
        if (malformed == null) {
            return error;
        }
        throw new DamagedDocumentException(
                new ObjectKey(className, malformed)
                        + " holds no valid JSON, so class " + className
                        + " cannot be queried by the content of its documents."
                        + " Correct the row with SQL or restore it from a backup.",
                error);
    }

    private List<String> idsInOrder(Query query, Sql where) throws SQLException {
        Position after = query.after();
        Sql behind =
                after == null ? Sql.TRUE : Sql.of(database.idOrder() + " > " + database.inIdOrder("?"), after.id());
        Sql rows = select("object_id", Sql.and(where, behind), byId() + " LIMIT ? OFFSET ?");
        List<Object> parameters = new ArrayList<>(rows.parameters());
        parameters.add(query.limit());
        parameters.add(query.offset());
        RowOrder<String> order = RowOrder.ofIds("class " + className, after == null ? "" : after.id());
        String what = "A row of class " + className;
        return statements.list(rows.text(), row -> order.next(Rows.text(row, 1, what)), parameters.toArray());
    }

    long count(Term condition) throws SQLException {
        try {
            Term indexed = indexed(condition);
            return new RowCount(this, database, statements, className, condition, indexed).count();
        } catch (SQLException e) {
            throw named(e);
        }
    }

    /** Deletes the objects that a query finds. The effects list each deletion, with {@code now} as its time. */
    Effects delete(Query query, ChangeRecorder recorder, Instant now) throws SQLException {
        boolean concurrent = !database.rowLock().isEmpty();
        List<Hit> found = ReadLimit.run(database, statements, deadline, doing, same -> hits(query, concurrent));
        List<Hit> hits = concurrent ? locked(query, found) : found;
        List<String> ids = hits.stream().map(Hit::id).toList();
        DeletedRows rows = new DeletedRows(database, statements, recorder, false, now);
        rows.delete(new IdLists(className, ids, database.idLists()));
        List<Effect> details = hits.stream()
                .map(each -> Effect.deleted(new ObjectKey(className, each.id()), each.version(), now))
                .toList();
        return Effects.deleted(new Effects.Extent.Ids(className, ids), hits.size(), details);
    }

    /** Locks the rows that were found, and returns those that the query still finds. */
    private List<Hit> locked(Query query, List<Hit> found) throws SQLException {
        IdLists lists = new IdLists(className, found.stream().map(Hit::id).toList(), database.idLists());
        Map<String, StoredDocument> now = new JpaListings(database, statements)
                .load(className, lists, database.rowLock()).stream()
                        .collect(Collectors.toMap(document -> document.key().id(), Function.identity()));
        boolean limited = query.after() != null || query.offset() > 0 || query.limit() != Query.UNLIMITED;
        DocumentMatcher matcher = DocumentMatcher.of(query);
        List<Hit> still = new ArrayList<>();
        for (Hit hit : found) {
            StoredDocument document = now.get(hit.id());
            if (limited && !Objects.equals(document, hit.document())) {
                throw new StorageBusyException(new ObjectKey(className, hit.id())
                        + " was changed by another transaction before a query deleted it. Run the transaction again.");
            }
            if (document != null && matcher.matches(document)) {
                still.add(new Hit(hit.id(), document.version(), document, hit.place()));
            }
        }
        return still;
    }

    private List<Hit> hits(Query query, boolean documents) throws SQLException {
        try {
            return find(query, database.queries().condition(indexed(query.condition())), documents);
        } catch (SQLException e) {
            throw named(e);
        }
    }

    private List<Hit> find(Query query, SqlCondition condition, boolean documents) throws SQLException {
        List<SortKey> keys = sortKeys(query);
        return keys == null
                ? evaluate(query, condition.may())
                : new RowSearch(
                                this,
                                statements,
                                className,
                                query,
                                condition,
                                new SortedRows(query.order(), keys, database),
                                documents)
                        .hits();
    }

    /** Returns the keys by which the database sorts the rows, or null if it cannot sort them. */
    private @Nullable List<SortKey> sortKeys(Query query) {
        List<SortKey> keys = new ArrayList<>();
        for (Criterion each : query.order()) {
            SortKey key = database.queries().sortKey(each.operand());
            if (key == null) {
                return null;
            }
            keys.add(key);
        }
        return keys;
    }

    /** Selects the rows that may match, and evaluates and sorts them in Java. */
    private List<Hit> evaluate(Query query, Sql may) throws SQLException {
        PreparedStatement statement = prepare(Rows.COLUMNS, may, byId());
        List<StoredDocument> candidates = new ArrayList<>();
        DocumentMatcher matcher = DocumentMatcher.of(query);
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                deadline.check(doing);
                StoredDocument document = Rows.readOf(className, database, rows);
                if (matcher.matches(document)) {
                    candidates.add(document);
                }
            }
        }
        return Evaluation.select(query, candidates.iterator(), () -> deadline.check(doing)).stream()
                .map(each ->
                        new Hit(each.key().id(), each.version(), each, new SortedRows.Place(matcher.position(each))))
                .toList();
    }

    /**
     * Explains how the first rows of {@code query} are found. If a query takes several statements, the others differ
     * from the first only in where they begin.
     */
    QueryPlan plan(Query query) throws SQLException {
        SqlCondition condition = database.queries().condition(indexed(query.condition()));
        List<SortKey> keys = sortKeys(query);
        if (keys == null) {
            return database.indexes().plan(statements, select(Rows.COLUMNS, condition.may(), byId()));
        }
        SortedRows sorted = new SortedRows(query.order(), keys, database);
        RowSearch search = new RowSearch(this, statements, className, query, condition, sorted, true);
        Sql first = sorted.ranges(query).get(0);
        return database.indexes().plan(statements, search.select(first, query.reach()));
    }

    /** Ends the query if its deadline has passed. */
    void checkDeadline() {
        deadline.check(doing);
    }

    private String byId() {
        return JpaListings.byId(database);
    }

    private PreparedStatement prepare(String columns, Sql where, String suffix) throws SQLException {
        return prepare(select(columns, where, suffix));
    }

    PreparedStatement prepare(Sql sql) throws SQLException {
        PreparedStatement statement = statements.prepare(sql.text());
        StatementCache.bind(statement, sql.parameters().toArray());
        return statement;
    }

    Sql select(String columns, Sql where, String suffix) {
        return select(columns, "", where, suffix);
    }

    Sql select(String columns, String way, Sql where, String suffix) {
        Sql rows = Sql.and(ofClass, where);
        return new Sql(
                "SELECT " + columns + " FROM objects" + way + " WHERE " + rows.text() + suffix, rows.parameters());
    }
}
