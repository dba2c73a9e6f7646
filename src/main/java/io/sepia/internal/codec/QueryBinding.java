package io.sepia.internal.codec;

import io.sepia.error.InvalidQueryException;
import io.sepia.internal.codec.QueryValues.Bound;
import io.sepia.internal.codec.kotlin.ValueClass;
import io.sepia.internal.condition.Criterion;
import io.sepia.internal.condition.IsoScale;
import io.sepia.internal.condition.NearestFields;
import io.sepia.internal.condition.Operand;
import io.sepia.internal.condition.Operand.Property;
import io.sepia.internal.condition.Scale;
import io.sepia.internal.condition.Term;
import io.sepia.internal.condition.Term.Comparison;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.Value;
import io.sepia.internal.matching.Query;
import io.sepia.internal.words.WordField;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Translates a query on an application class into a query on its documents. An instance serves one query. See decisions
 * 0160 and 0161.
 */
record QueryBinding(
        FieldTypes types,
        QueryValues values,
        SearchableFields searchable,
        @Nullable ObjectModel<?> model,
        Set<String> ofOthers) {
    /** A value that no object has, because its document is no array. */
    private static final Operand MISSING = new Operand.Content(FieldPath.SELF.element(Integer.MAX_VALUE));

    /** The start of content paths: its declaration, null if unknown, and whether it is the whole document. */
    private record Place(@Nullable DeclaredField field, boolean root) {}

    /** An operand in terms of documents, and its declaration. */
    private record Found(Operand operand, @Nullable DeclaredField field, boolean root) {
        Operand on(@Nullable Scale scale) {
            return operand instanceof Operand.Content content ? content.on(scale) : operand;
        }
    }

    /** Returns the names of the properties of these classes. */
    static Set<String> names(FieldTypes types, List<ObjectModel<?>> models) {
        Set<String> names = new HashSet<>();
        for (ObjectModel<?> each : models) {
            FieldTypes.Properties known = types.properties(each.javaType());
            names.addAll(known.fields().keySet());
            names.addAll(known.formerNames().keySet());
        }
        return names;
    }

    Query bind(Query query) {
        Place document = new Place(model == null ? null : DeclaredField.of(model.javaType()), true);
        List<Criterion> order =
                query.order().stream().map(each -> bind(each, document)).toList();
        return query.where(bind(query.condition(), document)).orderedBy(order);
    }

    private Criterion bind(Criterion criterion, Place document) {
        Found found = find(criterion.operand(), document);
        Scale scale = found.root() ? null : values.scale(found.field());
        if (scale != null && !scale.isOrdered()) {
            throw noOrder(criterion.operand(), found);
        }
        Operand by = found.root() ? found.operand() : found.on(values.scale(found.field()));
        return new Criterion(by, criterion.direction(), criterion.absent());
    }

    private Term bind(Term condition, Place here) {
        if (condition instanceof Term.And and) {
            return new Term.And(
                    and.parts().stream().map(each -> bind(each, here)).toList());
        }
        if (condition instanceof Term.Or or) {
            return new Term.Or(or.parts().stream().map(each -> bind(each, here)).toList());
        }
        if (condition instanceof Term.Not not) {
            return new Term.Not(bind(not.part(), here));
        }
        if (condition instanceof Term.Compare compare) {
            return compare(find(compare.operand(), here), compare);
        }
        if (condition instanceof Term.In in) {
            return in(find(in.operand(), here), in);
        }
        if (condition instanceof Term.Exists exists) {
            return new Term.Exists(find(exists.operand(), here).operand());
        }
        if (condition instanceof Term.Is is) {
            return new Term.Is(find(is.operand(), here).operand(), is.kind());
        }
        if (condition instanceof Term.StartsWith starts) {
            return new Term.StartsWith(text(starts.operand(), here), starts.prefix());
        }
        if (condition instanceof Term.Contains contains) {
            return new Term.Contains(text(contains.operand(), here), contains.part());
        }
        if (condition instanceof Term.IgnoringCase ignoring) {
            return new Term.IgnoringCase(text(ignoring.operand(), here), ignoring.match(), ignoring.sought());
        }
        if (condition instanceof Term.Words words) {
            return words(words, here);
        }
        if (condition instanceof Term.Any any) {
            Found array = find(any.operand(), here);
            return new Term.Any(array.operand(), bind(any.element(), element(array, any.operand())));
        }
        Term.All all = (Term.All) condition;
        Found array = find(all.operand(), here);
        return new Term.All(array.operand(), bind(all.element(), element(array, all.operand())));
    }

    private Term words(Term.Words words, Place here) {
        if (!here.root()) {
            throw new InvalidQueryException(
                    "Words are searched in elements of a list, but matching applies to whole objects only. Use it"
                            + " outside of any and all.");
        }
        List<WordField> fields = model == null ? List.of(WordField.EVERYTHING) : searchable.of(model.javaType());
        if (fields.isEmpty()) {
            throw new InvalidQueryException("Class " + Objects.requireNonNull(model) + " is searched by words, but"
                    + " none of its properties is searchable. Annotate those to be searched with @Searchable.");
        }
        return new Term.Words(words.words(), fields);
    }

    private Term compare(Found found, Term.Compare compare) {
        if (!(found.operand() instanceof Operand.Content)) {
            return Term.compare(
                    found.operand(), compare.comparison(), column(found, compare.operand(), compare.value()));
        }
        Comparison comparison = compare.comparison();
        Scale given = found.root() ? null : values.scale(found.field());
        if (comparison != Comparison.EQUAL && given != null && !given.isOrdered()) {
            throw noOrder(compare.operand(), found);
        }
        if (comparison != Comparison.EQUAL
                && compare.value() instanceof Value.Unbound unbound
                && !(ValueClass.unboxed(unbound.value()) instanceof Comparable<?>)
                && !(unbound.value() instanceof java.util.Optional<?>)) {
            throw new InvalidQueryException("Field " + compare.operand().text() + " is compared with "
                    + comparison.sign() + " to a " + unbound.value().getClass().getName()
                    + ", which has no order. Compare it with eq, ne or in.");
        }
        Bound bound = values.bind(compare.value(), found.field(), found.root(), compare.operand());
        if (comparison != Comparison.EQUAL && QueryValues.isConverted(compare.value(), bound, found.field())) {
            throw noOrder(compare.operand(), found);
        }
        if (comparison != Comparison.EQUAL
                && compare.value() instanceof Value.Unbound
                && bound.stored() instanceof Value.Structure) {
            throw new InvalidQueryException("Field " + compare.operand().text() + " is compared with "
                    + comparison.sign() + " to a value that is stored as an object, which has no order. Compare it"
                    + " with eq, ne or in, or a member of it.");
        }
        if (bound.key() == null) {
            return Term.compare(found.operand(), comparison, bound.stored());
        }
        Scale scale = Objects.requireNonNull(values.scale(found.field()));
        Map<String, Integer> ranks = scale.ranks();
        if (ranks != null) {
            List<Value> constants = constants(comparison, bound.key(), ranks);
            return comparison == Comparison.EQUAL && constants.size() == 1
                    ? Term.compare(found.operand(), comparison, bound.stored())
                    : new Term.In(found.operand(), constants);
        }
        return comparison == Comparison.EQUAL && isOneText(scale, bound)
                ? Term.compare(found.operand(), comparison, bound.stored())
                : new Term.Compare(found.on(scale), comparison, bound.key());
    }

    private static InvalidQueryException noOrder(Operand operand, Found found) {
        return new InvalidQueryException("Field " + operand.text() + " is a "
                + Objects.requireNonNull(found.field()).type().getRawClass().getSimpleName()
                + ", whose order in Java queries do not follow. Compare it with eq, ne or in, and sort by another"
                + " property or in Java.");
    }

    /** Returns a value that is compared with something other than content, such as a column. */
    private Value column(Found found, Operand written, Value given) {
        Value value = values.bind(given, null, false, written).stored();
        // What was not written as content was adapted when it was written.
        return written instanceof Operand.Content ? found.operand().adapt(value) : value;
    }

    /** Returns whether only one stored text has the value. */
    private static boolean isOneText(Scale scale, Bound bound) {
        Scale.TextOrder order = scale.textOrder();
        return order != null && order.isExact()
                || !(scale instanceof IsoScale)
                        && scale.hasOneText()
                        && Objects.equals(scale.key(bound.stored()), bound.key());
    }

    /** Returns the texts of the constants of an enum that meet a comparison with a constant. */
    private static List<Value> constants(Comparison comparison, Value key, Map<String, Integer> ranks) {
        int rank = Objects.requireNonNull(((Value.Number) key).value().toLong()).intValue();
        List<Value> constants = new ArrayList<>();
        ranks.forEach((text, each) -> {
            if (comparison.admits(Integer.compare(each, rank))) {
                constants.add(new Value.Text(text));
            }
        });
        return constants;
    }

    /** Returns the texts that a value has in documents: those of a constant's former names too. */
    private static Stream<Value> texts(Bound bound, @Nullable Scale scale) {
        Map<String, Integer> ranks = scale == null ? null : scale.ranks();
        return bound.key() == null || ranks == null
                ? Stream.of(bound.stored())
                : constants(Comparison.EQUAL, bound.key(), ranks).stream();
    }

    private Term in(Found found, Term.In in) {
        if (!(found.operand() instanceof Operand.Content)) {
            return new Term.In(
                    found.operand(),
                    in.values().stream()
                            .map(each -> column(found, in.operand(), each))
                            .toList());
        }
        List<Bound> bound = in.values().stream()
                .map(each -> values.bind(each, found.field(), found.root(), in.operand()))
                .toList();
        Scale scale = values.scale(found.field());
        boolean byText = bound.stream()
                .allMatch(each ->
                        each.key() == null || scale != null && (scale.ranks() != null || isOneText(scale, each)));
        if (byText) {
            return new Term.In(
                    found.operand(),
                    bound.stream().flatMap(each -> texts(each, scale)).toList());
        }
        List<Value> keys = bound.stream()
                .filter(each -> each.key() != null)
                .map(each -> Objects.requireNonNull(each.key()))
                .toList();
        Term list = new Term.In(found.on(scale), keys);
        return bound.stream().allMatch(each -> each.key() != null)
                ? list
                : list.or(new Term.Is(found.operand(), Term.Kind.NULL));
    }

    private Place element(Found array, Operand written) {
        DeclaredField field = array.field();
        if (field == null || field.isCustom()) {
            return new Place(null, false);
        }
        var type = field.type();
        boolean isArray = type.isArrayType() && type.getRawClass() != byte[].class;
        if (isArray || type.isCollectionLikeType()) {
            return new Place(field.content(new FieldPath.Index(0)), false);
        }
        if (types.isUnknown(type)) {
            return new Place(types.inside(type), false);
        }
        if (!FieldTypes.isScalar(type.getRawClass()) && !type.isMapLikeType()) {
            return new Place(null, false);
        }
        throw new InvalidQueryException("Field " + written.text() + " is asked for its elements, but it is a "
                + type.getRawClass().getSimpleName() + ", not an array.");
    }

    /** Checks an operand. The version, and an id that sorts as text, are taken from their columns, not the content. */
    private Found find(Operand operand, Place here) {
        if (operand instanceof Operand.Size size) {
            return new Found(new Operand.Size(find(size.of(), here).operand()), null, false);
        }
        if (!(operand instanceof Operand.Content content)) {
            return new Found(operand, null, false);
        }
        if (here.root() && isOnlyOfOthers(content.path())) {
            return new Found(MISSING, null, false);
        }
        FieldTypes.Found found = types.find(here.field(), content.path(), here.root());
        boolean whole = here.root() && content.path().steps().isEmpty();
        if (here.root() && model != null && content.path().steps().size() == 1) {
            FieldPath.Step only = found.path().steps().get(0);
            if (only.equals(nameOf(model.versionProperty()))) {
                return new Found(Property.VERSION, null, false);
            }
            if (only.equals(nameOf(model.idProperty())) && model.hasTextId()) {
                return new Found(Property.ID, null, false);
            }
        }
        return new Found(new Operand.Content(found.path(), null, found.formerPaths()), found.field(), whole);
    }

    /** Returns whether only other classes that are queried with this one have the property where a path begins. */
    private boolean isOnlyOfOthers(FieldPath path) {
        if (model == null
                || ofOthers.isEmpty()
                || path.steps().isEmpty()
                || !(path.steps().get(0) instanceof FieldPath.Name name)
                || !types.properties(model.javaType()).lacks(name.text())) {
            return false;
        }
        if (!ofOthers.contains(name.text())) {
            throw NearestFields.unknown("None of the queried classes has a", name.text(), path, ofOthers);
        }
        return true;
    }

    private static FieldPath.@Nullable Name nameOf(@Nullable String property) {
        return property == null ? null : new FieldPath.Name(property);
    }

    private Operand text(Operand operand, Place here) {
        Found found = find(operand, here);
        Term.Kind kind = found.root() ? null : values.kind(found.field());
        if (kind != null && kind != Term.Kind.TEXT) {
            throw new InvalidQueryException("Field " + operand.text() + " is a "
                    + Objects.requireNonNull(found.field()).type().getRawClass().getSimpleName()
                    + ", but startsWith, contains and equalsIgnoreCase apply to texts only.");
        }
        return found.operand();
    }
}
