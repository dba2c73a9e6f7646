package io.sepia.internal.backend.sqlite;

import io.sepia.internal.backend.sql.condition.Sql;
import io.sepia.internal.backend.sql.condition.SqlCondition;
import io.sepia.internal.condition.Operand;
import io.sepia.internal.condition.Term.Comparison;
import io.sepia.internal.condition.Term.Kind;
import io.sepia.internal.json.Decimal;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Long lists of values that SQLite cannot compare one by one with a list of parameters: its statements are limited in
 * length. The SQL selects the rows between the least and the greatest value, or with one of the ids. See decision 0163.
 */
final class SqliteLists {
    /** The number of values up to which each is compared by itself. An index serves these comparisons. */
    static final int MOST_ALTERNATIVES = 200;

    private SqliteLists() {}

    static List<SqlCondition> of(SqliteValue at, SqliteValue.Root root, Operand operand, List<Value> values) {
        List<SqlCondition> parts = new ArrayList<>();
        List<Decimal> numbers = new ArrayList<>();
        List<Instant> moments = new ArrayList<>();
        List<Value.Reference> references = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        Set<Value> others = new LinkedHashSet<>();
        for (Value each : values) {
            if (each instanceof Value.Number number) {
                numbers.add(number.value());
            } else if (each instanceof Value.Moment moment) {
                moments.add(moment.value());
            } else if (each instanceof Value.Reference reference) {
                references.add(reference);
            } else if (each instanceof Value.Text text) {
                texts.add(text.value());
            } else if (each instanceof Value.Array || each instanceof Value.Structure) {
                Kind kind = each instanceof Value.Array ? Kind.ARRAY : Kind.OBJECT;
                parts.add(new SqlCondition(SqliteQueryDialect.is(at, kind), Sql.FALSE));
            } else {
                others.add(each);
            }
        }
        List<SqlCondition> distinct = new ArrayList<>(new LinkedHashSet<>(parts));
        others.forEach(each -> distinct.add(SqliteQueryDialect.compare(at, root, operand, Comparison.EQUAL, each)));
        if (!numbers.isEmpty()) {
            distinct.add(numbers(at, numbers));
        }
        if (!moments.isEmpty()) {
            SqlCondition least = SqliteTexts.compare(at, Comparison.GREATER_OR_EQUAL, Collections.min(moments));
            SqlCondition greatest = SqliteTexts.compare(at, Comparison.LESS_OR_EQUAL, Collections.max(moments));
            distinct.add(new SqlCondition(Sql.and(least.may(), greatest.may()), Sql.FALSE));
        }
        if (!references.isEmpty()) {
            distinct.add(references(at, root, operand, references));
        }
        if (!texts.isEmpty()) {
            Sql isText = Sql.of(at.type() + " = 'text'");
            distinct.add(SqlCondition.exact(Sql.and(SqliteQueryDialect.list(at.value(), texts), isText)));
        }
        return distinct;
    }

    private static SqlCondition numbers(SqliteValue at, List<Decimal> numbers) {
        Sql isNumber = new SqliteNumbers(at).isNumber();
        double low = Collections.min(numbers).leastDouble();
        double high = Collections.max(numbers).greatestDouble();
        Sql between = Sql.and(Sql.of(at.value() + " BETWEEN ? AND ?", low, high), isNumber);
        List<Long> integers = numbers.stream()
                .map(Decimal::toLong)
                .filter(each -> each != null)
                .collect(Collectors.toList());
        if (integers.size() < numbers.size()) {
            return new SqlCondition(between, Sql.FALSE);
        }
        Sql isDouble = Sql.of("typeof(" + at.value() + ") = 'real'");
        Sql listed = Sql.and(SqliteQueryDialect.list(at.value(), integers), isNumber);
        return new SqlCondition(Sql.or(listed, Sql.and(between, isDouble)), Sql.and(listed, isDouble.not()), isDouble);
    }

    private static SqlCondition references(
            SqliteValue at, SqliteValue.Root root, Operand operand, List<Value.Reference> references) {
        FieldPath id = SqliteValue.path(operand).member("$ref").member("id");
        List<String> ids =
                references.stream().map(Value.Reference::id).distinct().toList();
        Sql may = SqliteQueryDialect.list(root.at(id).value(), ids);
        Sql usual = SqliteQueryDialect.list(
                at.value(), references.stream().map(SqliteTexts::reference).toList());
        return new SqlCondition(may, Sql.and(may, usual), usual.not());
    }
}
