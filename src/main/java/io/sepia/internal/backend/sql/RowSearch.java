package io.sepia.internal.backend.sql;

import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.sql.JpaQueries.Hit;
import io.sepia.internal.backend.sql.condition.Sql;
import io.sepia.internal.backend.sql.condition.SqlCondition;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.matching.DocumentMatcher;
import io.sepia.internal.matching.Position;
import io.sepia.internal.matching.PositionOrder;
import io.sepia.internal.matching.Query;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows of a query that the database sorts. Where its order is only close to that of the values, the rows
 * around the end of the result are read too, and all are sorted again. See decisions 0033 and 0162.
 */
final class RowSearch {
    /** Rows that are read beyond a limit if some rows may precede the position after which the result begins. */
    private static final int SLACK = 200;

    private static final int FEW = 8;
    private static final int MORE = 64;

    private final JpaQueries queries;
    private final StatementCache statements;
    private final Database database;
    private final String className;
    private final Query query;
    private final SqlCondition condition;
    private final SortedRows sorted;
    private final boolean wholeRows;
    private final DocumentMatcher matcher;
    private final PositionOrder order;
    private boolean byIndex;
    private @Nullable String index;

    RowSearch(
            JpaQueries queries,
            StatementCache statements,
            String className,
            Query query,
            SqlCondition condition,
            SortedRows sorted,
            boolean documents) {
        this.queries = queries;
        this.statements = statements;
        this.database = sorted.database();
        this.className = className;
        this.query = query;
        this.condition = condition;
        this.sorted = sorted;
        this.wholeRows = documents || !condition.isExact();
        this.matcher = DocumentMatcher.of(query);
        this.order = new PositionOrder(query.order());
    }

    List<Hit> hits() throws SQLException {
        List<Hit> hits;
        if (sorted.isScaled()) {
            hits = scaled();
        } else {
            hits = plain();
        }
        return hits.stream().skip(query.offset()).limit(query.limit()).toList();
    }

    private List<Hit> plain() throws SQLException {
        boolean certain = sorted.isCertain();
        // One more row shows the place of the cut.
        long wanted = certain || query.reach() == Query.UNLIMITED ? query.reach() : query.reach() + 1;
        List<Hit> hits = run(wanted);
        if (!certain) {
            if (hits.size() == wanted && isCutAmongSuspects(hits)) {
                hits = run(Query.UNLIMITED);
            }
            if (hits.stream().anyMatch(each -> each.place().approximate())) {
                sort(hits);
            }
        }
        return hits;
    }

    private void sort(List<Hit> hits) {
        queries.checkDeadline();
        hits.sort(byPosition());
    }

    private Comparator<Hit> byPosition() {
        return Comparator.comparing(each -> each.place().position(), order);
    }

    /** Finds rows whose texts are sorted, but not quite as their values. */
    private List<Hit> scaled() throws SQLException {
        boolean limited = query.reach() < Query.UNLIMITED - SLACK;
        Position after = query.after();
        if (!sorted.canLimit() || after != null && !sorted.isRegular(after)) {
            return all();
        }
        byIndex = limited && !index().isEmpty();
        if (byIndex && exists(sorted.misplaced())) {
            return all();
        }
        // Usually some more rows contain all neighbours. Where all rows are sorted, more of them cost little.
        long wanted = limited ? query.reach() + (byIndex ? FEW : MORE) : Query.UNLIMITED;
        List<Hit> hits = run(wanted);
        if (hits.stream().anyMatch(each -> each.place().irregular())) {
            return all();
        }
        if (hits.size() == wanted) {
            if (isCutAmongSuspects(hits)) {
                return all();
            }
            addNeighbours(hits);
        }
        sort(hits);
        return hits;
    }

    /** Finds all rows after the start and sorts them by their values. */
    private List<Hit> all() throws SQLException {
        List<Hit> hits = new ArrayList<>();
        run(Sql.TRUE, Query.UNLIMITED, hits);
        sort(hits);
        return hits;
    }

    /** Adds the rows behind the last one that may have values before those of the rows that were found. */
    private void addNeighbours(List<Hit> hits) throws SQLException {
        List<Hit> kept = hits.subList(0, (int) query.reach());
        Hit last = hits.get(hits.size() - 1);
        Hit extreme = kept.stream().max(byPosition()).orElse(last);
        Sql near = sorted.neighbours(last.place(), extreme.place().position());
        if (near.isFalse()) {
            return;
        }
        Set<String> ids = new HashSet<>();
        hits.forEach(each -> ids.add(each.id()));
        List<Hit> more = new ArrayList<>();
        run(near, Query.UNLIMITED, more);
        more.stream().filter(each -> ids.add(each.id())).forEach(hits::add);
    }

    private boolean isCutAmongSuspects(List<Hit> hits) throws SQLException {
        Hit last = hits.get(hits.size() - 2);
        Hit next = hits.get(hits.size() - 1);
        return exists(sorted.suspects(last.place().position(), next.place().position()));
    }

    private boolean exists(Sql suspects) throws SQLException {
        if (suspects.isTrue() || suspects.isFalse()) {
            return suspects.isTrue();
        }
        Sql rows = queries.select("1", Sql.and(condition.may(), suspects), " LIMIT 1");
        return statements.finds(rows.text(), rows.parameters().toArray());
    }

    private List<Hit> run(long wanted) throws SQLException {
        List<Hit> hits = new ArrayList<>();
        Position after = query.after();
        if (after != null && exists(sorted.suspects(after))) {
            run(Sql.TRUE, Query.UNLIMITED, hits);
            return hits;
        }
        for (Sql range : sorted.ranges(query)) {
            if (hits.size() < wanted) {
                run(range, wanted, hits);
            }
        }
        return hits;
    }

    /** Selects the rows of a range; at most {@code wanted} if the condition is exact. */
    Sql select(Sql range, long wanted) throws SQLException {
        boolean exact = condition.isExact();
        boolean limited = exact && wanted != Query.UNLIMITED;
        String columns = (wholeRows ? Rows.COLUMNS : "object_id, version")
                + sorted.columns()
                + (exact ? "" : ", " + condition.unclear().text());
        Sql rows = queries.select(
                columns,
                way(range, limited),
                Sql.and(range, condition.may()),
                sorted.clause(byIndex) + (limited ? " LIMIT ?" : ""));
        List<Object> parameters =
                new ArrayList<>(exact ? List.of() : condition.unclear().parameters());
        parameters.addAll(rows.parameters());
        if (limited) {
            parameters.add(wanted);
        }
        return new Sql(rows.text(), parameters);
    }

    private String way(Sql range, boolean limited) throws SQLException {
        return limited
                        && range.isTrue()
                        && condition.may().isTrue()
                        && !query.order().isEmpty()
                ? index()
                : "";
    }

    /** Returns the clause that names an index in the order of the query, or an empty text. */
    private String index() throws SQLException {
        if (index == null) {
            index = database.indexes().inOrder(statements, className, query.order());
        }
        return index;
    }

    private void run(Sql range, long wanted, List<Hit> hits) throws SQLException {
        int before = hits.size();
        boolean someAreBefore = query.after() != null && sorted.isScaled();
        long missing = wanted == Query.UNLIMITED ? wanted : wanted - before + (someAreBefore ? SLACK : 0);
        long read = read(select(range, missing), wanted, hits);
        if (someAreBefore && read == missing && hits.size() < wanted) {
            hits.subList(before, hits.size()).clear();
            read(select(range, Query.UNLIMITED), wanted, hits);
        }
    }

    /** Reads rows and returns their number, including those before the start of the result. */
    private long read(Sql rowsOfRange, long wanted, List<Hit> hits) throws SQLException {
        long read = 0;
        PreparedStatement statement = queries.prepare(rowsOfRange);
        try (ResultSet rows = statement.executeQuery()) {
            while (hits.size() < wanted && rows.next()) {
                queries.checkDeadline();
                add(rows, hits);
                read++;
            }
        }
        return read;
    }

    private void add(ResultSet rows, List<Hit> hits) throws SQLException {
        StoredDocument document = wholeRows ? Rows.readOf(className, database, rows) : null;
        String id = document == null ? rows.getString(1) : document.key().id();
        int index = wholeRows ? Rows.COLUMN_COUNT + 1 : 3;
        SortedRows.Place place = sorted.read(rows, index, id);
        if (query.after() != null && order.compare(place.position(), query.after()) <= 0) {
            return;
        }
        if (!condition.isExact() && document != null) {
            int unclear = index + 2 * query.order().size();
            if (rows.getBoolean(unclear) && !matcher.matches(document)) {
                return;
            }
        }
        long version = document == null ? rows.getLong(2) : document.version();
        hits.add(new Hit(id, version, document, place));
    }
}
