package io.sepia.internal.condition;

import io.sepia.error.InvalidQueryException;
import io.sepia.internal.condition.Operand.Property;
import io.sepia.internal.condition.Term.Comparison;
import io.sepia.internal.condition.Term.Kind;
import io.sepia.internal.json.Decimal;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.JsonReader;
import io.sepia.internal.json.Moments;
import io.sepia.internal.json.TextScanner;
import io.sepia.internal.json.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A parser of conditions and orders in text form. */
final class ConditionParser {
    private static final String TESTS =
            "a comparison (=, !=, <, <=, >, >=, in, between, is, exists, starts with," + " contains, any, all)";
    private static final String VALUES =
            "a value (a text in single quotes, a number, true, false, null, ref('Class', 'id'), instant '…', json '…')";

    private final TextScanner scanner;
    private int depth;
    private boolean inSize;

    private ConditionParser(TextScanner scanner) {
        this.scanner = scanner;
    }

    static Term parse(String text) {
        ConditionParser parser = new ConditionParser(new TextScanner(text, "The condition"));
        Term condition = parser.condition();
        if (!parser.scanner.isAtEnd()) {
            throw parser.scanner.expected("'and', 'or' or the end");
        }
        return condition;
    }

    static List<Criterion> orders(String text) {
        ConditionParser parser = new ConditionParser(new TextScanner(text, "The order"));
        List<Criterion> orders = new ArrayList<>();
        do {
            orders.add(parser.order());
        } while (parser.scanner.take(","));
        if (!parser.scanner.isAtEnd()) {
            throw parser.scanner.expected("'asc', 'desc', 'absent first', 'absent last', ',' or the end");
        }
        return orders;
    }

    private Criterion order() {
        Operand operand = operand();
        Criterion order = scanner.takeWord("desc") ? Criterion.descending(operand) : Criterion.ascending(operand);
        if (order.isAscending()) {
            scanner.takeWord("asc");
        }
        if (!scanner.takeWord("absent")) {
            return order;
        }
        if (scanner.takeWord("first")) {
            return order.with(Criterion.Absent.FIRST);
        }
        if (scanner.takeWord("last")) {
            return order.with(Criterion.Absent.LAST);
        }
        throw scanner.expected("'first' or 'last'");
    }

    private Term condition() {
        List<Term> parts = new ArrayList<>();
        do {
            parts.add(conjunction());
        } while (scanner.takeWord("or"));
        return parts.size() == 1 ? parts.get(0) : new Term.Or(parts);
    }

    private Term conjunction() {
        List<Term> parts = new ArrayList<>();
        do {
            parts.add(unary());
        } while (scanner.takeWord("and"));
        return parts.size() == 1 ? parts.get(0) : new Term.And(parts);
    }

    private Term unary() {
        if (++depth > Term.MAX_DEPTH) {
            throw new InvalidQueryException("The condition is nested more than " + Term.MAX_DEPTH
                    + " levels deep at character " + (scanner.at() + 1) + ". Reduce the nesting.");
        }
        try {
            if (scanner.takeWord("not")) {
                return Term.not(unary());
            }
            if (scanner.take("(")) {
                Term inner = condition();
                scanner.require(")");
                return inner;
            }
            if (scanner.takeWord("true")) {
                return Term.ALWAYS;
            }
            if (scanner.takeWord("false")) {
                return new Term.Or(List.of());
            }
            return isMatching() ? new Term.Words(string(), List.of()) : test(operand());
        } finally {
            depth--;
        }
    }

    /** Takes the word {@code matching} if a text follows; otherwise it is the name of a field. */
    private boolean isMatching() {
        int start = scanner.at();
        if (scanner.takeWord("matching") && scanner.peek() == '\'') {
            return true;
        }
        scanner.back(start);
        return false;
    }

    private Term test(Operand operand) {
        if (scanner.takeWord("is")) {
            boolean negated = scanner.takeWord("not");
            Term is = is(operand);
            return negated ? Term.not(is) : is;
        }
        if (scanner.takeWord("not")) {
            if (!scanner.takeWord("in")) {
                throw scanner.expected("'in'");
            }
            return Term.not(in(operand));
        }
        if (scanner.takeWord("in")) {
            return in(operand);
        }
        if (scanner.takeWord("between")) {
            Value least = value(operand);
            if (!scanner.takeWord("and")) {
                throw scanner.expected("'and'");
            }
            return Term.compare(operand, Comparison.GREATER_OR_EQUAL, least)
                    .and(Term.compare(operand, Comparison.LESS_OR_EQUAL, value(operand)));
        }
        if (scanner.takeWord("exists")) {
            return new Term.Exists(operand);
        }
        if (scanner.takeWord("starts")) {
            if (!scanner.takeWord("with")) {
                throw scanner.expected("'with'");
            }
            String prefix = string();
            return ignoringCase()
                    ? new Term.IgnoringCase(operand, Term.Match.STARTS_WITH, prefix)
                    : new Term.StartsWith(operand, prefix);
        }
        if (scanner.takeWord("contains")) {
            String part = string();
            return ignoringCase()
                    ? new Term.IgnoringCase(operand, Term.Match.CONTAINS, part)
                    : new Term.Contains(operand, part);
        }
        if (scanner.takeWord("any")) {
            return new Term.Any(operand, element());
        }
        if (scanner.takeWord("all")) {
            return new Term.All(operand, element());
        }
        if (scanner.take("!=") || scanner.take("<>")) {
            return Term.not(Term.compare(operand, Comparison.EQUAL, value(operand)));
        }
        // Longer signs come first.
        for (Comparison each : List.of(
                Comparison.LESS_OR_EQUAL,
                Comparison.GREATER_OR_EQUAL,
                Comparison.LESS,
                Comparison.GREATER,
                Comparison.EQUAL)) {
            if (scanner.take(each.sign())) {
                Value value = value(operand);
                return each == Comparison.EQUAL && value instanceof Value.Text text && ignoringCase()
                        ? new Term.IgnoringCase(operand, Term.Match.EQUALS, text.value())
                        : Term.compare(operand, each, value);
            }
        }
        throw scanner.expected(TESTS);
    }

    private boolean ignoringCase() {
        if (!scanner.takeWord("ignoring")) {
            return false;
        }
        if (!scanner.takeWord("case")) {
            throw scanner.expected("'case'");
        }
        return true;
    }

    private Term is(Operand operand) {
        if (scanner.takeWord("missing")) {
            return Term.not(new Term.Exists(operand));
        }
        for (Kind kind : Kind.values()) {
            if (scanner.takeWord(kind.name().toLowerCase(Locale.ROOT))) {
                return new Term.Is(operand, kind);
            }
        }
        throw scanner.expected("'null', 'missing', 'boolean', 'number', 'text', 'array' or 'object'");
    }

    private Term in(Operand operand) {
        List<Value> values = new ArrayList<>();
        scanner.require("(");
        if (!scanner.take(")")) {
            do {
                values.add(value(operand));
            } while (scanner.take(","));
            scanner.require(")");
        }
        return new Term.In(operand, values);
    }

    /** Parses a condition in parentheses, or a test of the element itself. */
    private Term element() {
        if (scanner.take("(")) {
            Term inner = deeper();
            scanner.require(")");
            return inner;
        }
        return test(new Operand.Content(FieldPath.SELF));
    }

    private Term deeper() {
        depth++;
        try {
            return condition();
        } finally {
            depth--;
        }
    }

    private Operand operand() {
        if (scanner.take("@")) {
            return special();
        }
        String word = scanner.peekWord();
        int start = scanner.at();
        if (word.equalsIgnoreCase("size")) {
            scanner.takeWord("size");
            if (scanner.take("(")) {
                if (inSize) {
                    throw scanner.error("a field that holds an array; size(…) is a number", start);
                }
                inSize = true;
                Operand of = operand();
                inSize = false;
                scanner.require(")");
                return new Operand.Size(of);
            }
            scanner.back(start);
        }
        if (TextScanner.isReserved(word)) {
            throw scanner.error("a field (in double quotes if its name is a keyword)", start);
        }
        if (word.isEmpty() && scanner.peek() != '"') {
            throw scanner.expected("a field");
        }
        return new Operand.Content(scanner.path(true));
    }

    private Operand special() {
        int start = scanner.at();
        for (Property each : Property.values()) {
            if (scanner.takeWord(each.name().toLowerCase(Locale.ROOT))) {
                return each;
            }
        }
        boolean value = scanner.takeWord("value");
        if (!value && !scanner.takeWord("metadata")) {
            throw scanner.error("@id, @version, @created, @updated, @metadata or @value", start - 1);
        }
        char next = scanner.peek();
        boolean dot = next == '.' && scanner.take(".");
        FieldPath path = dot || next == '[' ? scanner.path(true) : FieldPath.SELF;
        return value ? new Operand.Content(path) : new Operand.Metadata(path);
    }

    private String string() {
        String text = scanner.string();
        if (text == null) {
            throw scanner.expected("a text in single quotes");
        }
        return text;
    }

    private Value value(Operand operand) {
        scanner.skipSpace();
        int start = scanner.at();
        try {
            return operand.adapt(Value.of(value()));
        } catch (InvalidQueryException e) {
            if (String.valueOf(e.getMessage()).startsWith("The condition")) {
                throw e;
            }
            throw new InvalidQueryException(
                    "The condition is not understood at character " + (start + 1) + ": " + e.getMessage());
        }
    }

    private Value value() {
        String text = scanner.string();
        if (text != null) {
            return Value.of(text);
        }
        Decimal number = scanner.number();
        if (number != null) {
            return new Value.Number(number);
        }
        if (scanner.takeWord("true")) {
            return new Value.Bool(true);
        }
        if (scanner.takeWord("false")) {
            return new Value.Bool(false);
        }
        if (scanner.takeWord("null")) {
            return Value.NULL;
        }
        if (scanner.takeWord("ref")) {
            scanner.require("(");
            String className = string();
            scanner.require(",");
            String id = string();
            scanner.require(")");
            return new Value.Reference(className, id);
        }
        if (scanner.takeWord("instant")) {
            int start = scanner.at();
            Instant instant = Moments.parse(string());
            if (instant == null) {
                throw scanner.error("a point in time with its offset, such as '2026-01-31T12:00:00Z'", start + 1);
            }
            return new Value.Moment(instant);
        }
        if (scanner.takeWord("json")) {
            int start = scanner.at();
            Value value = JsonReader.withinLimits(string());
            if (value == null) {
                throw scanner.error("JSON text within the limits of documents", start + 1);
            }
            return value;
        }
        throw scanner.expected(VALUES);
    }
}
