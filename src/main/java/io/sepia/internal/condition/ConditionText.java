package io.sepia.internal.condition;

import io.sepia.internal.condition.Operand.Property;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.JsonWriter;
import io.sepia.internal.json.Moments;
import io.sepia.internal.json.Value;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes conditions in text form. */
final class ConditionText {
    private ConditionText() {}

    static String of(Term condition) {
        if (condition instanceof Term.And and) {
            return and.parts().isEmpty() ? "true" : joined(and.parts(), " and ");
        }
        if (condition instanceof Term.Or or) {
            return or.parts().isEmpty() ? "false" : joined(or.parts(), " or ");
        }
        if (condition instanceof Term.Not not) {
            return not(not.part());
        }
        if (condition instanceof Term.Compare compare) {
            return of(compare.operand()) + " " + compare.comparison().sign() + " "
                    + of(compare.operand(), compare.value());
        }
        if (condition instanceof Term.In in) {
            return of(in.operand()) + " in " + list(in);
        }
        if (condition instanceof Term.Exists exists) {
            return of(exists.operand()) + " exists";
        }
        if (condition instanceof Term.Is is) {
            return of(is.operand()) + " is " + word(is.kind());
        }
        if (condition instanceof Term.StartsWith starts) {
            return of(starts.operand()) + " starts with " + quoted(starts.prefix());
        }
        if (condition instanceof Term.Contains contains) {
            return of(contains.operand()) + " contains " + quoted(contains.part());
        }
        if (condition instanceof Term.IgnoringCase ignoring) {
            return of(ignoring.operand()) + " " + ignoring.match().sign() + " " + quoted(ignoring.sought())
                    + " ignoring case";
        }
        if (condition instanceof Term.Words words) {
            return "matching " + quoted(words.words());
        }
        if (condition instanceof Term.Any any) {
            return of(any.operand()) + " any (" + of(any.element()) + ")";
        }
        Term.All all = (Term.All) condition;
        return of(all.operand()) + " all (" + of(all.element()) + ")";
    }

    private static String not(Term part) {
        if (part instanceof Term.Compare compare && compare.comparison() == Term.Comparison.EQUAL) {
            return of(compare.operand()) + " != " + of(compare.operand(), compare.value());
        }
        if (part instanceof Term.In in) {
            return of(in.operand()) + " not in " + list(in);
        }
        if (part instanceof Term.Exists exists) {
            return of(exists.operand()) + " is missing";
        }
        if (part instanceof Term.Is is) {
            return of(is.operand()) + " is not " + word(is.kind());
        }
        return "not (" + of(part) + ")";
    }

    private static String joined(List<Term> parts, String word) {
        String joined = parts.stream()
                .map(each -> each instanceof Term.And || each instanceof Term.Or ? "(" + of(each) + ")" : of(each))
                .collect(Collectors.joining(word));
        // A single part without the word would be parsed as that part alone.
        return parts.size() == 1 ? (word.equals(" and ") ? "true and " : "false or ") + joined : joined;
    }

    private static String word(Term.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String list(Term.In in) {
        return in.values().stream().map(each -> of(in.operand(), each)).collect(Collectors.joining(", ", "(", ")"));
    }

    static String of(Operand operand) {
        if (operand instanceof Operand.Content content) {
            return content.path().steps().isEmpty() ? "@value" : first(content.path());
        }
        if (operand instanceof Operand.Metadata metadata) {
            FieldPath path = metadata.path();
            boolean index = !path.steps().isEmpty() && path.steps().get(0) instanceof FieldPath.Index;
            return "@metadata" + (path.steps().isEmpty() || index ? "" : ".") + path;
        }
        if (operand instanceof Operand.Size size) {
            return "size(" + of(size.of()) + ")";
        }
        return "@" + ((Property) operand).name().toLowerCase(Locale.ROOT);
    }

    private static String first(FieldPath path) {
        return path.steps().get(0) instanceof FieldPath.Index ? "@value" + path : path.toString();
    }

    private static String of(Operand operand, Value value) {
        if (value instanceof Value.Number number) {
            if (operand == Property.CREATED || operand == Property.UPDATED) {
                Instant instant = Moments.ofMicroseconds(number.value());
                return instant == null ? number.value().toString() : quoted(instant.toString());
            }
            return number.value().toString();
        }
        if (value instanceof Value.Text text) {
            return quoted(text.value());
        }
        if (value instanceof Value.Bool bool) {
            return String.valueOf(bool.value());
        }
        if (value instanceof Value.Moment moment) {
            return "instant " + quoted(moment.value().toString());
        }
        if (value instanceof Value.Reference reference) {
            return "ref(" + quoted(reference.className()) + ", " + quoted(reference.id()) + ")";
        }
        if (value instanceof Value.Unbound unbound) {
            return "<" + unbound.value().getClass().getName() + ">";
        }
        return value instanceof Value.Null ? "null" : "json " + quoted(JsonWriter.write(value));
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
