package io.sepia.internal.backend.sql;

import io.sepia.internal.backend.sql.condition.QueryDialect.SortKey;
import io.sepia.internal.backend.sql.condition.Sql;
import io.sepia.internal.backend.sql.condition.WholeCharacters;
import io.sepia.internal.condition.Criterion;
import io.sepia.internal.condition.Scale;
import io.sepia.internal.condition.Scale.TextOrder;
import io.sepia.internal.json.Decimal;
import io.sepia.internal.json.Value;
import io.sepia.internal.matching.Position;
import io.sepia.internal.matching.Query;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The order of a query in SQL: its columns, its {@code ORDER BY} clause, and the rows after a position as a sequence of
 * ranges, each of which can use an index.
 *
 * <p>If the database converts numbers to doubles, it sorts by the doubles. The query also returns the exact texts of
 * these numbers, so that the rows can be sorted again. If a page begins or ends between numbers with equal doubles,
 * rows on one side may belong on the other: these are the <em>suspects</em>. They are rare, and if there are none the
 * ranges are exact. See decision 0033.
 */
final class SortedRows {
    private final List<Criterion> order;
    private final List<SortKey> keys;
    private final Database database;

    SortedRows(List<Criterion> order, List<SortKey> keys, Database database) {
        this.order = order;
        this.keys = keys;
        this.database = database;
    }

    Database database() {
        return database;
    }

    /** Returns whether the texts of some key are sorted in an order that is only close to that of their values. */
    boolean isScaled() {
        return scaled() < keys.size();
    }

    /** Returns whether the first rows can be found without sorting all. */
    boolean canLimit() {
        return keys.stream().filter(each -> each.scale() != null).count() == 1;
    }

    /** Returns the index of the first key on a scale, or the number of keys. */
    private int scaled() {
        int i = 0;
        while (i < keys.size() && keys.get(i).scale() == null) {
            i++;
        }
        return i;
    }

    private static TextOrder texts(SortKey key) {
        return Objects.requireNonNull(Objects.requireNonNull(key.scale()).textOrder());
    }

    /** Returns whether {@code position} is that of a row with a regular text or none. */
    boolean isRegular(Position position) {
        Value key = position.keys().get(scaled());
        return key instanceof Value.Null
                || key instanceof Value.Text text && texts(keys.get(scaled())).isRegular(text.value());
    }

    /** Returns the condition on rows that an index does not return where they belong: years with a plus sign. */
    Sql misplaced() {
        List<Sql> misplaced = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            SortKey key = keys.get(i);
            if (key.scale() != null && !order.get(i).isAscending() && texts(key).hasSigns()) {
                misplaced.add(Sql.of("(" + key.expression() + " < ',' AND " + key.expression() + " >= '+')"));
            }
        }
        return Sql.any(misplaced);
    }

    /**
     * Returns the condition on rows that the database sorts behind {@code last} although their values may come before
     * {@code extreme}, the last of the values of all rows up to there.
     */
    Sql neighbours(Place last, Position extreme) {
        int i = scaled();
        SortKey key = keys.get(i);
        String text = last.text();
        if (text == null
                || !(extreme.keys().get(i) instanceof Value.Text of)
                || texts(key).isExact()) {
            return Sql.FALSE;
        }
        List<Sql> parts = new ArrayList<>();
        for (int j = 0; j < i; j++) {
            if (!last.position().keys().get(j).equals(extreme.keys().get(j))) {
                return Sql.FALSE;
            }
            parts.add(at(j, last.position().keys().get(j)));
        }
        boolean ascending = order.get(i).isAscending();
        String bound = ascending ? texts(key).high(of.value()) : texts(key).low(of.value());
        int beyond = text.compareTo(bound);
        if (ascending ? beyond > 0 : beyond < 0) {
            return Sql.FALSE;
        }
        parts.add(text(key.expression(), ascending ? " >= " : " <= ", text));
        parts.add(text(key.expression(), ascending ? " <= " : " >= ", bound));
        return Sql.all(parts);
    }

    /** Returns whether the database converts no key to a different number. */
    boolean isCertain() {
        return keys.stream().allMatch(each -> each.exact() == null);
    }

    /**
     * Returns the columns that {@link #read} expects, each preceded by a comma. They include the JSON text of numbers
     * that become doubles, and of texts that may contain unpaired surrogates, which the driver cannot read.
     */
    String columns() {
        StringBuilder columns = new StringBuilder();
        for (SortKey key : keys) {
            String value = key.expression();
            columns.append(", ").append(value).append(", ");
            columns.append(
                    key.exact() == null
                            ? "NULL"
                            : "CASE WHEN typeof(" + value + ") = 'real' OR instr(CAST(" + value
                                    + " AS BLOB), x'ED') > 0 THEN " + key.exact() + " END");
        }
        return columns.toString();
    }

    /**
     * Returns the {@code ORDER BY} clause, which ends with the id.
     *
     * @param byIndex whether an index has the order. Otherwise, rows that would not be where they belong come first,
     *     which shows whether there are any.
     */
    String clause(boolean byIndex) {
        StringBuilder clause = new StringBuilder(" ORDER BY ");
        Sql misplaced = byIndex ? Sql.FALSE : misplaced();
        if (!misplaced.isFalse()) {
            clause.append("CASE WHEN ").append(misplaced.text()).append(" THEN 0 ELSE 1 END, ");
        }
        for (int i = 0; i < keys.size(); i++) {
            Criterion each = order.get(i);
            boolean nullsFirst = each.absent() == Criterion.Absent.FIRST;
            clause.append(keys.get(i).expression()).append(each.isAscending() ? "" : " DESC");
            if (nullsFirst != each.isAscending()) {
                clause.append(nullsFirst ? " NULLS FIRST" : " NULLS LAST");
            }
            clause.append(", ");
        }
        return clause.append(database.idOrder()).toString();
    }

    /**
     * The place of a row in the order.
     *
     * @param approximate whether the database sorted it by a double
     * @param irregular whether a key on a scale has a text that is not regular
     * @param text the text of the key on a scale, or null
     */
    record Place(
            Position position,
            boolean approximate,
            boolean irregular,
            @Nullable String text) {
        Place(Position position) {
            this(position, false, false, null);
        }
    }

    /** Reads the columns from {@code index} on. */
    Place read(ResultSet row, int index, String id) throws SQLException {
        List<Value> values = new ArrayList<>(keys.size());
        boolean approximate = false;
        boolean irregular = false;
        String scaled = null;
        for (int i = 0; i < keys.size(); i++) {
            String json = row.getString(index + 2 * i + 1);
            Value exact = json == null ? Value.NULL : Value.ofJson(json);
            approximate |= exact instanceof Value.Number;
            boolean exactly = exact instanceof Value.Number || exact instanceof Value.Text;
            Value value = exactly ? exact : value(row.getObject(index + 2 * i), id);
            Scale scale = keys.get(i).scale();
            if (scale != null && !(value instanceof Value.Null)) {
                scaled = value instanceof Value.Text text ? text.value() : null;
                value = scale.sortKey(value);
                irregular |= scaled == null
                        || !texts(keys.get(i)).isRegular(scaled)
                        || !(value instanceof Value.Text key)
                        || !texts(keys.get(i)).isRegular(key.value());
            }
            values.add(value);
        }
        return new Place(new Position(values, id), approximate, irregular, scaled);
    }

    private static Value value(@Nullable Object column, String id) {
        if (column instanceof byte[]) {
            return new Value.Text(id);
        }
        if (column instanceof Number number) {
            return new Value.Number(Decimal.of(number.longValue()));
        }
        return column == null ? Value.NULL : new Value.Text(column.toString());
    }

    /**
     * Returns the condition on rows that the database sorts after {@code next} although they may belong before
     * {@code last}, the row directly before {@code next}.
     */
    Sql suspects(Position last, Position next) {
        List<Sql> suspects = new ArrayList<>();
        List<Sql> same = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            Value a = last.keys().get(i);
            Value b = next.keys().get(i);
            boolean inexact = keys.get(i).exact() != null;
            if (inexact && a instanceof Value.Number x && b instanceof Value.Number y) {
                double low = Math.min(x.value().leastDouble(), y.value().leastDouble());
                double high = Math.max(x.value().greatestDouble(), y.value().greatestDouble());
                if (Math.abs(x.value().toDouble() - y.value().toDouble()) > high - low) {
                    break;
                }
                if (!isTellable(x.value()) || !isTellable(y.value())) {
                    return Sql.TRUE;
                }
                List<Sql> nearby = new ArrayList<>(same);
                nearby.add(database.queries().nearbyNumbers(keys.get(i), low, high));
                suspects.add(Sql.all(nearby));
            }
            if (!a.equals(b) || keys.get(i).scale() != null && !(a instanceof Value.Null)) {
                break;
            }
            same.add(at(i, b));
        }
        return Sql.any(suspects);
    }

    /** Returns the condition on rows that may belong after {@code position} although no range contains them. */
    Sql suspects(Position position) {
        return suspects(position, position);
    }

    /** Returns whether the database distinguishes this number from all numbers that are not suspects. */
    private static boolean isTellable(Decimal number) {
        return number.toLong() != null || number.isShort();
    }

    /**
     * Returns the rows of {@code query} as successive ranges. If the query begins after a position, they are right only
     * if there are no suspects.
     */
    List<Sql> ranges(Query query) {
        Position after = query.after();
        if (after == null) {
            return List.of(Sql.TRUE);
        }
        int exact = scaled();
        List<Sql> same = new ArrayList<>();
        for (int i = 0; i < exact; i++) {
            same.add(at(i, after.keys().get(i)));
        }
        List<Sql> ranges = new ArrayList<>();
        if (exact == keys.size()) {
            List<Sql> behindId = new ArrayList<>(same);
            behindId.add(Sql.of(database.idOrder() + " > " + database.inIdOrder("?"), after.id()));
            ranges.add(Sql.all(behindId));
        } else {
            for (Sql near : from(exact, after.keys().get(exact))) {
                List<Sql> parts = new ArrayList<>(same);
                parts.add(near);
                ranges.add(Sql.all(parts));
            }
        }
        for (int i = exact - 1; i >= 0; i--) {
            for (Sql beyond : beyond(i, after.keys().get(i))) {
                List<Sql> parts = new ArrayList<>(same.subList(0, i));
                parts.add(beyond);
                ranges.add(Sql.all(parts));
            }
        }
        return ranges;
    }

    /** Returns ranges of texts on a scale that contain all values from {@code key} on, and perhaps some before it. */
    private List<Sql> from(int i, Value key) {
        String expression = keys.get(i).expression();
        Criterion each = order.get(i);
        boolean absentFirst = each.absent() == Criterion.Absent.FIRST;
        Sql absent = Sql.of(expression + " IS NULL");
        if (!(key instanceof Value.Text text)) {
            return absentFirst ? List.of(absent, Sql.of(expression + " IS NOT NULL")) : List.of(absent);
        }
        TextOrder texts = texts(keys.get(i));
        List<Sql> ranges = new ArrayList<>();
        if (each.isAscending()) {
            ranges.add(text(expression, " >= ", texts.low(text.value())));
            ranges.add(Sql.of("(" + expression + " >= '+' AND " + expression + " < ',')"));
        } else {
            ranges.add(text(expression, " <= ", texts.high(text.value())));
        }
        if (!absentFirst) {
            ranges.add(absent);
        }
        return ranges;
    }

    private Sql at(int i, Value key) {
        String expression = keys.get(i).expression();
        if (key instanceof Value.Text text) {
            return text(expression, " = ", text.value());
        }
        if (!(key instanceof Value.Number number)) {
            return Sql.of(expression + " IS NULL");
        }
        Long integer = number.value().toLong();
        return integer != null
                ? Sql.of(expression + " = ?", integer)
                : Sql.of(
                        expression + " BETWEEN ? AND ?",
                        number.value().leastDouble(),
                        number.value().greatestDouble());
    }

    private List<Sql> beyond(int i, Value key) {
        String expression = keys.get(i).expression();
        Criterion each = order.get(i);
        boolean absentFirst = each.absent() == Criterion.Absent.FIRST;
        if (key instanceof Value.Null) {
            return absentFirst ? List.of(Sql.of(expression + " IS NOT NULL")) : List.of();
        }
        String sign = each.isAscending() ? " > " : " < ";
        List<Sql> ranges = new ArrayList<>();
        if (key instanceof Value.Text text) {
            ranges.add(text(expression, sign, text.value()));
        } else {
            Decimal number = ((Value.Number) key).value();
            Long integer = number.toLong();
            double bound = each.isAscending() ? number.greatestDouble() : number.leastDouble();
            ranges.add(Sql.of(expression + sign + "?", integer != null ? (Object) integer : (Object) bound));
        }
        if (!absentFirst) {
            ranges.add(Sql.of(expression + " IS NULL"));
        }
        return ranges;
    }

    /** Compares an expression with a text. Ids are compared in the order in which they are sorted. */
    private Sql text(String expression, String sign, String text) {
        if (!WholeCharacters.in(text)) {
            return Sql.of(expression + sign + "CAST(? AS TEXT)", (Object) WholeCharacters.bytes(text));
        }
        boolean isId = expression.equals(database.idOrder());
        return Sql.of(expression + sign + (isId ? database.inIdOrder("?") : "?"), text);
    }
}
