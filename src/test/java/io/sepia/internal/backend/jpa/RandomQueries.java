package io.sepia.internal.backend.jpa;

import io.sepia.internal.condition.Criterion;
import io.sepia.internal.condition.Operand;
import io.sepia.internal.condition.Operand.Property;
import io.sepia.internal.condition.Term;
import io.sepia.internal.condition.Term.Comparison;
import io.sepia.internal.condition.Term.Kind;
import io.sepia.internal.json.Decimal;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.Value;
import io.sepia.internal.matching.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Documents and queries from a seed, full of what databases get wrong. */
final class RandomQueries {
    static final List<String> NAMES = List.of(
            "a",
            "b",
            "c",
            "o",
            "list",
            "a.b",
            "say \"hi\"",
            "$ref",
            "it's",
            "back\\slash",
            "",
            "n\u0000a",
            "n\u0000b",
            "\uD83D\uDE00",
            "n\n");
    private static final List<String> NUMBERS = List.of(
            "0",
            "1",
            "-1",
            "5",
            "5.0",
            "5.00",
            "0.5e1",
            "5.000000000000000000001",
            "4.999999999999999999999",
            "-0",
            "-0.0",
            "0.0",
            "1.0",
            "0.1",
            "0.10",
            "0.1000000000000000055511151231257827021181583404541015625",
            "9.99",
            "9007199254740991",
            "9007199254740992",
            "9007199254740993",
            "9007199254740993.0",
            "9007199254740992.5",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "-9223372036854775809",
            "9223372036854775806",
            "9223372036854775807.5",
            "123456789012345678901234567890",
            "1e400",
            "-1e400",
            "1e-400",
            "-1e-400",
            "1e99999999999",
            "1.5e99999999999",
            "1e-99999999999",
            "1.7976931348623157e308",
            "1.8e308",
            "123456789.987654321",
            "123456789.98765432100000000001",
            "2",
            "3",
            "2.5",
            "1e2",
            "100",
            "4.9e-324",
            "2e-324");
    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "ab",
            "abc",
            "b",
            "A",
            "\u212A",
            "k\u0000K",
            "\u00e9",
            "e\u0301",
            "\uD7FF",
            "\uE000",
            "\uFFFF",
            "\uD83D\uDE00",
            "a\uD83D\uDE00",
            "a\uFFFF",
            "5",
            "true",
            "null",
            "[",
            "[1]",
            "{",
            "{\"a\":1}",
            "z",
            "~",
            "%",
            "_",
            "a%",
            "it's",
            "\u0000",
            "a\u0000b",
            "' OR 1=1 --",
            "2026-01-31T12:00:00Z",
            "2026-01-31T12:00:00.1Z",
            "2026-01-31T13:00:00+01:00",
            "2026-01-31T13:00:00.000+01:00[Europe/Paris]",
            "2026-01-31T02:00:00-10:00",
            "2026-01-31T12:00:00",
            "2026-01-31",
            "+12026-01-31T12:00:00Z",
            "-0044-03-15T12:00:00Z",
            "2026-02-31T12:00:00Z");
    private static final List<String> JSON_TEXTS =
            List.of("\"\\ud83d\"", "\"a\\ud83d\"", "\"\\ude00\"", "\"\\u0061\"", "\"\\ud83d\\ude00\"", "\"\\/\"");
    private static final List<Instant> MOMENTS = List.of(
            Instant.parse("2026-01-31T12:00:00Z"),
            Instant.parse("2026-01-31T12:00:00.1Z"),
            Instant.parse("2026-01-30T12:00:00Z"),
            Instant.parse("+12026-01-31T12:00:00Z"),
            Instant.parse("-0044-03-15T12:00:00Z"));

    private final Random random;

    RandomQueries(long seed) {
        this.random = new Random(seed);
    }

    /** Contents by id. */
    Map<String, String> documents(int number) {
        Map<String, String> documents = new LinkedHashMap<>();
        for (int i = 0; i < number; i++) {
            String id = "d" + random.nextInt(10 * number) + pick(List.of("", "\uD83D\uDE00", "\uFFFF", "'"));
            documents.put(id, random.nextInt(20) == 0 ? json(2) : object(3));
        }
        return documents;
    }

    /** Metadata, or null. */
    String metadata() {
        return random.nextInt(3) == 0 ? object(1) : null;
    }

    private String json(int depth) {
        return switch (random.nextInt(depth <= 0 ? 7 : 11)) {
            case 0 -> "null";
            case 1 -> String.valueOf(random.nextBoolean());
            case 2, 3 -> pick(NUMBERS);
            case 4, 5 -> quoted(pick(TEXTS));
            case 6 -> pick(JSON_TEXTS);
            case 7, 8 -> array(depth - 1);
            case 9 -> reference();
            default -> object(depth - 1);
        };
    }

    private String reference() {
        String target = "{\"class\":\"Author\",\"id\":" + quoted("x" + random.nextInt(3)) + "}";
        return switch (random.nextInt(6)) {
            case 0 -> "{ \"$ref\" : " + target + " }";
            case 1 -> "{\"$ref\":" + target + ",\"a\":1}";
            case 2 -> "{\"$ref\":{\"id\":\"x1\",\"class\":\"Author\"}}";
            default -> "{\"$ref\":" + target + "}";
        };
    }

    private String array(int depth) {
        List<String> elements = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            elements.add(json(depth));
        }
        return "[" + String.join(random.nextBoolean() ? "," : " , ", elements) + "]";
    }

    private String object(int depth) {
        Map<String, String> members = new LinkedHashMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            members.put(name(), json(depth));
        }
        List<String> written = new ArrayList<>();
        members.forEach((name, value) -> written.add(quoted(name) + ":" + value));
        return "{" + String.join(",", written) + "}";
    }

    private String name() {
        return random.nextInt(3) > 0 ? NAMES.get(random.nextInt(3)) : pick(NAMES);
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    Query query() {
        Query query = Query.ALL.where(condition(3)).orderedBy(order());
        if (random.nextInt(3) == 0) {
            query = query.limit(1 + random.nextInt(40));
        }
        return random.nextInt(5) == 0 ? query.offset(random.nextInt(20)) : query;
    }

    private List<Criterion> order() {
        List<Criterion> order = new ArrayList<>();
        for (int i = random.nextInt(4); i > 1 || i == 1 && random.nextBoolean(); i--) {
            Operand field = field(false);
            Criterion each = random.nextBoolean() ? Criterion.ascending(field) : Criterion.descending(field);
            order.add(
                    switch (random.nextInt(4)) {
                        case 0 -> each.with(Criterion.Absent.FIRST);
                        case 1 -> each.with(Criterion.Absent.LAST);
                        default -> each;
                    });
        }
        return order;
    }

    private Term condition(int depth) {
        return switch (random.nextInt(depth <= 0 ? 12 : 18)) {
            case 12, 13 -> condition(depth - 1).and(condition(depth - 1));
            case 14, 15 -> condition(depth - 1).or(condition(depth - 1));
            case 16 -> Term.not(condition(depth - 1));
            case 17 -> random.nextInt(3) == 0 ? Term.ALWAYS : elements(depth - 1);
            default -> leaf(depth);
        };
    }

    private Term elements(int depth) {
        Operand array = field(false);
        return random.nextBoolean()
                ? new Term.Any(array, condition(depth - 1))
                : new Term.All(array, condition(depth - 1));
    }

    private Term leaf(int depth) {
        Operand field = field(true);
        return switch (random.nextInt(14)) {
            case 0 -> new Term.Exists(field);
            case 1 -> Term.not(new Term.Exists(field));
            case 2 -> new Term.Is(field, pick(List.of(Kind.values())));
            case 3 -> new Term.StartsWith(field, pick(TEXTS));
            case 4 ->
                random.nextBoolean()
                        ? new Term.Contains(field, pick(TEXTS))
                        : new Term.IgnoringCase(field, pick(List.of(Term.Match.values())), pick(TEXTS));
            case 5 -> new Term.In(field, values(random.nextInt(20)));
            case 6 -> compare(new Operand.Size(field), Comparison.GREATER_OR_EQUAL, random.nextInt(3));
            case 7 -> compare(new Operand.Size(field), Comparison.EQUAL, pick(List.of(0, 1, 2, 1.5)));
            case 8 -> depth > 0 ? elements(depth) : new Term.Is(field, Kind.NULL);
            case 9 -> Term.not(new Term.Compare(field, Comparison.EQUAL, value()));
            case 10 -> property();
            default -> compare(field);
        };
    }

    private static Term compare(Operand operand, Comparison comparison, Object value) {
        return Term.compare(operand, comparison, operand.adapt(Value.of(value)));
    }

    private Term compare(Operand field) {
        Value value = value();
        boolean ordered = value instanceof Value.Number || value instanceof Value.Text || value instanceof Value.Moment;
        Comparison comparison = ordered ? pick(List.of(Comparison.values())) : Comparison.EQUAL;
        return new Term.Compare(field, comparison, value);
    }

    private Term property() {
        return switch (random.nextInt(6)) {
            case 0 -> new Term.StartsWith(Property.ID, pick(List.of("d1", "d2", "d", "")));
            case 1 -> compare(Property.ID, Comparison.GREATER, "d5");
            case 2 -> new Term.Contains(Property.ID, "3");
            case 3 -> compare(Property.VERSION, Comparison.GREATER_OR_EQUAL, pick(List.of(1, 2, 1.5, 3)));
            case 4 -> compare(Property.CREATED, Comparison.LESS, Instant.now());
            default ->
                compare(Property.UPDATED, Comparison.GREATER_OR_EQUAL, Instant.EPOCH)
                        .and(compare(
                                Property.UPDATED,
                                Comparison.LESS_OR_EQUAL,
                                Instant.now().plusSeconds(60)));
        };
    }

    private List<Value> values(int number) {
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            values.add(value());
        }
        return values;
    }

    /** Any but null. */
    private Value value() {
        return switch (random.nextInt(12)) {
            case 0 -> new Value.Bool(random.nextBoolean());
            case 1 -> new Value.Moment(pick(MOMENTS));
            case 2 -> new Value.Reference("Author", "x" + random.nextInt(3));
            case 3 -> new Value.Array(random.nextBoolean() ? List.of() : List.of(plain()), null);
            case 4 -> new Value.Structure(random.nextBoolean() ? Map.of() : Map.of("a", plain()), null);
            default -> plain();
        };
    }

    private Value plain() {
        return random.nextBoolean() ? new Value.Number(Decimal.parse(pick(NUMBERS))) : new Value.Text(pick(TEXTS));
    }

    private Operand field(boolean deep) {
        FieldPath path = random.nextInt(25) == 0 ? FieldPath.SELF : FieldPath.SELF.member(name());
        if (random.nextInt(12) == 0) {
            String metadata = random.nextInt(3) == 0 ? pick(List.of("a", "b.a")) : "a";
            return new Operand.Metadata(FieldPath.parse(metadata));
        }
        if (deep && random.nextInt(3) == 0) {
            path = random.nextInt(4) == 0 ? path.element(random.nextInt(3)) : path.member(name());
        }
        return new Operand.Content(path);
    }
}
