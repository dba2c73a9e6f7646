package io.sepia.internal.matching;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.DamagedDocumentException;
import io.sepia.internal.condition.Criterion;
import io.sepia.internal.condition.Operand;
import io.sepia.internal.condition.Scale;
import io.sepia.internal.condition.Term;
import io.sepia.internal.json.Decimal;
import io.sepia.internal.json.Moments;
import io.sepia.internal.json.Value;
import io.sepia.internal.json.WantedFields;
import io.sepia.internal.words.WordMatcher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates conditions and sort keys on documents. This class defines the meaning of conditions and orders: a backend
 * that asks a database instead must get the same answers. Immutable and thread-safe. See decisions 0030 and 0032.
 */
public final class DocumentMatcher {
    private final List<Criterion> order;
    private final WantedFields content = new WantedFields();
    private final WantedFields metadata = new WantedFields();
    private final Predicate<Seen> test;

    /** A document as a condition sees it; {@code value} is its content, or an element of it. */
    private record Seen(
            StoredDocument document,
            @Nullable Value value,
            @Nullable Value metadata) {}

    private DocumentMatcher(Term condition, List<Criterion> order) {
        this.order = order;
        this.test = compile(condition, true);
        order.forEach(each -> want(each.operand(), true));
    }

    /** Returns a matcher for the condition and the order of {@code query}. */
    public static DocumentMatcher of(Query query) {
        return new DocumentMatcher(query.condition(), query.order());
    }

    /**
     * Returns whether the document meets the condition.
     *
     * @throws DamagedDocumentException if it is not JSON
     */
    public boolean matches(StoredDocument document) {
        return test.test(see(document));
    }

    /**
     * Returns the document's position in the order.
     *
     * @throws DamagedDocumentException if it is not JSON
     */
    public Position position(StoredDocument document) {
        return position(see(document));
    }

    /** Returns the document's position if it meets the condition, otherwise null; parses the document once. */
    @Nullable
    Position match(StoredDocument document) {
        Seen seen = see(document);
        return test.test(seen) ? position(seen) : null;
    }

    private Position position(Seen seen) {
        List<Value> keys = new ArrayList<>(order.size());
        order.forEach(each -> keys.add(key(each.operand(), value(each.operand(), seen))));
        return new Position(keys, seen.document().key().id());
    }

    private static Value key(Operand operand, @Nullable Value value) {
        if (value != null && operand instanceof Operand.Content content && content.scale() != null) {
            return key(content.scale().sortKey(value));
        }
        return key(value);
    }

    private static Scale scale(Operand operand) {
        return Objects.requireNonNull(((Operand.Content) operand).scale());
    }

    /** Returns the sort key of a value: a number, a text, or null. */
    public static Value key(@Nullable Value value) {
        if (value instanceof Value.Bool bool) {
            return new Value.Number(Decimal.of(bool.value() ? 1 : 0));
        }
        if (value instanceof Value.Array array) {
            return new Value.Text(Objects.requireNonNull(array.json()));
        }
        if (value instanceof Value.Structure structure) {
            return new Value.Text(Objects.requireNonNull(structure.json()));
        }
        return value == null ? Value.NULL : value;
    }

    private Seen see(StoredDocument document) {
        boolean sorted = !order.isEmpty();
        String json = document.content();
        Value read = content.isEmpty() ? null : DocumentContent.read(document, json, content, sorted);
        String kept = document.metadata();
        Value beside =
                metadata.isEmpty() || kept == null ? null : DocumentContent.read(document, kept, metadata, sorted);
        return new Seen(document, read, beside);
    }

    private void want(Operand operand, boolean fromDocument) {
        if (operand instanceof Operand.Content path && fromDocument) {
            content.add(path.path());
            path.formerPaths().forEach(content::add);
        } else if (operand instanceof Operand.Metadata path) {
            metadata.add(path.path());
        } else if (operand instanceof Operand.Size size) {
            want(size.of(), fromDocument);
        }
    }

    private static @Nullable Value value(Operand operand, Seen seen) {
        if (operand instanceof Operand.Content path) {
            Value found = path.path().in(seen.value());
            for (int i = 0; found == null && i < path.formerPaths().size(); i++) {
                found = path.formerPaths().get(i).in(seen.value());
            }
            return found;
        }
        if (operand instanceof Operand.Metadata path) {
            return path.path().in(seen.metadata());
        }
        if (operand instanceof Operand.Size size) {
            return value(size.of(), seen) instanceof Value.Array array
                    ? new Value.Number(Decimal.of(array.elements().size()))
                    : null;
        }
        StoredDocument document = seen.document();
        return switch ((Operand.Property) operand) {
            case ID -> new Value.Text(document.key().id());
            case VERSION -> new Value.Number(Decimal.of(document.version()));
            case CREATED -> micros(document.createdAt());
            case UPDATED -> micros(document.updatedAt());
        };
    }

    private static Value micros(Instant time) {
        return new Value.Number(Decimal.of(Moments.microseconds(time)));
    }

    private Predicate<Seen> compile(Term condition, boolean fromDocument) {
        if (condition instanceof Term.And and) {
            List<Predicate<Seen>> parts = and.parts().stream()
                    .map(each -> compile(each, fromDocument))
                    .toList();
            return seen -> parts.stream().allMatch(each -> each.test(seen));
        }
        if (condition instanceof Term.Or or) {
            List<Predicate<Seen>> parts =
                    or.parts().stream().map(each -> compile(each, fromDocument)).toList();
            return seen -> parts.stream().anyMatch(each -> each.test(seen));
        }
        if (condition instanceof Term.Not not) {
            return compile(not.part(), fromDocument).negate();
        }
        if (condition instanceof Term.Any any) {
            want(any.operand(), fromDocument);
            Predicate<Seen> element = compile(any.element(), false);
            return seen -> value(any.operand(), seen) instanceof Value.Array array
                    && array.elements().stream().anyMatch(each -> element.test(inside(seen, each)));
        }
        if (condition instanceof Term.All all) {
            want(all.operand(), fromDocument);
            Predicate<Seen> element = compile(all.element(), false);
            return seen -> value(all.operand(), seen) instanceof Value.Array array
                    && array.elements().stream().allMatch(each -> element.test(inside(seen, each)));
        }
        return condition instanceof Term.Words words ? words(words) : leaf(condition, fromDocument);
    }

    private Predicate<Seen> words(Term.Words words) {
        WordMatcher matcher = WordMatcher.of(words.words(), words.fields());
        matcher.want(content);
        return seen -> matcher.matches(seen.value());
    }

    private static Seen inside(Seen seen, Value element) {
        return new Seen(seen.document(), element, seen.metadata());
    }

    private Predicate<Seen> leaf(Term condition, boolean fromDocument) {
        if (condition instanceof Term.Compare compare) {
            return onKey(
                    compare.operand(), fromDocument, value -> compares(value, compare.comparison(), compare.value()));
        }
        if (condition instanceof Term.In in) {
            return in(in, fromDocument);
        }
        if (condition instanceof Term.Exists exists) {
            return on(exists.operand(), fromDocument, value -> true);
        }
        if (condition instanceof Term.Is is) {
            return on(is.operand(), fromDocument, value -> kind(value) == is.kind());
        }
        if (condition instanceof Term.StartsWith starts) {
            return on(
                    starts.operand(),
                    fromDocument,
                    value -> value instanceof Value.Text text && text.value().startsWith(starts.prefix()));
        }
        if (condition instanceof Term.IgnoringCase ignoring) {
            return on(
                    ignoring.operand(),
                    fromDocument,
                    value -> value instanceof Value.Text text && ignoring.matches(text.value()));
        }
        Term.Contains contains = (Term.Contains) condition;
        return on(
                contains.operand(),
                fromDocument,
                value -> value instanceof Value.Text text && text.value().contains(contains.part()));
    }

    private Predicate<Seen> on(Operand operand, boolean fromDocument, Predicate<Value> holds) {
        want(operand, fromDocument);
        return seen -> {
            Value value = value(operand, seen);
            return value != null && holds.test(value);
        };
    }

    /** Tests the comparable form of a value. */
    private Predicate<Seen> onKey(Operand operand, boolean fromDocument, Predicate<Value> holds) {
        if (!(operand instanceof Operand.Content content) || content.scale() == null) {
            return on(operand, fromDocument, holds);
        }
        Scale scale = content.scale();
        return on(operand, fromDocument, value -> {
            Value key = scale.key(value);
            return key != null && holds.test(key);
        });
    }

    private Predicate<Seen> in(Term.In in, boolean fromDocument) {
        Set<Value> plain = new HashSet<>();
        Set<Instant> moments = new HashSet<>();
        Set<Value> references = new HashSet<>();
        Set<String> ids = new HashSet<>();
        for (Value each : in.values()) {
            if (each instanceof Value.Moment moment) {
                moments.add(moment.value());
            } else if (each instanceof Value.Reference reference && reference.orOther()) {
                ids.add(reference.id());
            } else {
                (each instanceof Value.Reference ? references : plain).add(each);
            }
        }
        return onKey(in.operand(), fromDocument, value -> {
            if (!moments.isEmpty()
                    && value instanceof Value.Text text
                    && moments.contains(Moments.parse(text.value()))) {
                return true;
            }
            Value.Reference target = references.isEmpty() && ids.isEmpty() ? null : Value.Reference.of(value);
            return plain.contains(value)
                    || target != null && (references.contains(target) || ids.contains(target.id()));
        });
    }

    private static boolean compares(Value value, Term.Comparison comparison, Value with) {
        if (with instanceof Value.Number number) {
            return value instanceof Value.Number held
                    && comparison.admits(held.value().compareTo(number.value()));
        }
        if (with instanceof Value.Text text) {
            return value instanceof Value.Text held
                    && comparison.admits(ObjectKey.TEXT_ORDER.compare(held.value(), text.value()));
        }
        if (with instanceof Value.Moment moment) {
            Instant held = value instanceof Value.Text text ? Moments.parse(text.value()) : null;
            return held != null && comparison.admits(held.compareTo(moment.value()));
        }
        if (with instanceof Value.Reference reference) {
            return reference.isWrittenAs(value);
        }
        if (with instanceof Value.Unbound unbound) {
            throw new IllegalArgumentException("A condition holds a value of "
                    + unbound.value().getClass().getName() + ", which the store has not turned into JSON");
        }
        return value.equals(with);
    }

    private static Term.Kind kind(Value value) {
        if (value instanceof Value.Text) {
            return Term.Kind.TEXT;
        }
        if (value instanceof Value.Number) {
            return Term.Kind.NUMBER;
        }
        if (value instanceof Value.Bool) {
            return Term.Kind.BOOLEAN;
        }
        if (value instanceof Value.Array) {
            return Term.Kind.ARRAY;
        }
        return value instanceof Value.Structure ? Term.Kind.OBJECT : Term.Kind.NULL;
    }
}
