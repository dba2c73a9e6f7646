package io.sepia.internal.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sepia.document.ObjectKey;
import io.sepia.error.InvalidQueryException;
import io.sepia.internal.condition.Criterion;
import io.sepia.internal.condition.Operand;
import io.sepia.internal.condition.Operand.Property;
import io.sepia.internal.condition.Term;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.Value;
import io.sepia.internal.matching.Query;
import io.sepia.model.Ref;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Translates a query on an application class into a query on its documents. An instance serves one query. */
record QueryBinding(
        ObjectMapper mapper,
        ModelRegistry models,
        FieldTypes types,
        @Nullable ObjectModel<?> model) {
    private static final Set<Class<?>> POINTS_IN_TIME =
            Set.of(Instant.class, OffsetDateTime.class, ZonedDateTime.class, Date.class);

    /** The start of content paths: its type, null if unknown, and whether it is the whole document. */
    private record Place(@Nullable JavaType type, boolean root) {}

    Query bind(Query query) {
        Place document = new Place(model == null ? null : model.javaType(), true);
        List<Criterion> order = query.order().stream()
                .map(each -> new Criterion(operand(each.operand(), document), each.direction(), each.absent()))
                .toList();
        return query.where(bind(query.condition(), document)).orderedBy(order);
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
            Operand operand = operand(compare.operand(), here);
            Value value = value(compare.value(), operand, compare.operand(), here);
            return Term.compare(operand, compare.comparison(), value);
        }
        if (condition instanceof Term.In in) {
            Operand operand = operand(in.operand(), here);
            return new Term.In(
                    operand,
                    in.values().stream()
                            .map(each -> value(each, operand, in.operand(), here))
                            .toList());
        }
        if (condition instanceof Term.Exists exists) {
            return new Term.Exists(operand(exists.operand(), here));
        }
        if (condition instanceof Term.Is is) {
            return new Term.Is(operand(is.operand(), here), is.kind());
        }
        if (condition instanceof Term.StartsWith starts) {
            requireKind(starts.operand(), here, Term.Kind.TEXT);
            return new Term.StartsWith(operand(starts.operand(), here), starts.prefix());
        }
        if (condition instanceof Term.Contains contains) {
            requireKind(contains.operand(), here, Term.Kind.TEXT);
            return new Term.Contains(operand(contains.operand(), here), contains.part());
        }
        if (condition instanceof Term.Any any) {
            return new Term.Any(operand(any.operand(), here), bind(any.element(), element(any.operand(), here)));
        }
        Term.All all = (Term.All) condition;
        return new Term.All(operand(all.operand(), here), bind(all.element(), element(all.operand(), here)));
    }

    private Place element(Operand array, Place here) {
        JavaType type = type(array, here);
        if (type == null) {
            return new Place(null, false);
        }
        JavaType content = FieldTypes.content(type);
        boolean isArray = content.isArrayType() && content.getRawClass() != byte[].class;
        if (isArray || content.isCollectionLikeType()) {
            return new Place(content.getContentType(), false);
        }
        if (types.isUnknown(content) || !FieldTypes.isScalar(content.getRawClass()) && !content.isMapLikeType()) {
            return new Place(null, false);
        }
        throw new InvalidQueryException("Field " + array.text()
                + " is asked for its elements, but it is a "
                + content.getRawClass().getSimpleName() + ", not an array.");
    }

    private @Nullable JavaType type(Operand operand, Place here) {
        return operand instanceof Operand.Content content ? types.at(here.type(), content.path(), here.root()) : null;
    }

    /** Checks an operand. The version, and an id that sorts as text, are taken from their columns, not the content. */
    private Operand operand(Operand operand, Place here) {
        if (operand instanceof Operand.Size size) {
            return new Operand.Size(operand(size.of(), here));
        }
        if (!(operand instanceof Operand.Content content)) {
            return operand;
        }
        types.at(here.type(), content.path(), here.root());
        if (here.root() && model != null && content.path().steps().size() == 1) {
            FieldPath.Step only = content.path().steps().get(0);
            if (only.equals(nameOf(model.versionProperty()))) {
                return Property.VERSION;
            }
            if (only.equals(nameOf(model.idProperty())) && model.hasTextId()) {
                return Property.ID;
            }
        }
        return operand;
    }

    private static FieldPath.@Nullable Name nameOf(@Nullable String property) {
        return property == null ? null : new FieldPath.Name(property);
    }

    private Value value(Value given, Operand operand, Operand written, Place here) {
        JavaType declared = type(written, here);
        JavaType content = declared == null ? null : FieldTypes.content(declared);
        boolean toReference = content != null
                && FieldTypes.isReference(content)
                && !(here.root() && path(written).steps().isEmpty());
        Value value = toReference ? reference(given, content, written) : given;
        if (value instanceof Value.Unbound unbound) {
            value = encoded(unbound.value(), written);
        } else if (value instanceof Value.Moment moment && operand instanceof Operand.Content) {
            // An application's mapper may write times as numbers.
            value = encoded(moment.value(), written) instanceof Value.Number number ? number : value;
        }
        if (!toReference && content != null && operand instanceof Operand.Content) {
            value = ofType(value, content, written);
        }
        return operand == written ? value : operand.adapt(value);
    }

    private static FieldPath path(Operand operand) {
        return operand instanceof Operand.Content content ? content.path() : FieldPath.SELF;
    }

    /** Returns a value as a reference. The id alone is enough if the class of the target is clear. */
    private Value reference(Value given, JavaType declared, Operand written) {
        boolean id = given instanceof Value.Text
                || given instanceof Value.Number
                || given instanceof Value.Unbound unbound && unbound.value() instanceof java.util.UUID;
        if (!id) {
            return given;
        }
        Class<?> target = FieldTypes.target(declared);
        if (target == Object.class || target.isInterface() || Modifier.isAbstract(target.getModifiers())) {
            throw new InvalidQueryException(
                    "Field " + written.text() + " refers to objects of several classes, so an id"
                            + " alone is ambiguous. Compare it with an object, or use refersTo(class, id).");
        }
        String text = given instanceof Value.Text held
                ? held.value()
                : given instanceof Value.Number number
                        ? number.value().toString()
                        : ((Value.Unbound) given).value().toString();
        ObjectKey key = models.model(target).key(text);
        return new Value.Reference(key.className(), key.id());
    }

    private Value encoded(Object value, Operand written) {
        if (value instanceof Ref<?> ref) {
            return reference(ref, written);
        }
        if (StorageNames.isStored(value.getClass())) {
            ObjectKey key = models.model(value.getClass()).keyOf(value);
            if (key == null) {
                throw notSaved(written);
            }
            return new Value.Reference(key.className(), key.id());
        }
        try {
            return Value.ofJson(mapper.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new InvalidQueryException("Field " + written.text() + " is compared with a "
                    + value.getClass().getName() + ", which has no JSON form here. Give the value in its stored"
                    + " form.");
        }
    }

    private Value reference(Ref<?> ref, Operand written) {
        ObjectKey key = ref.key().orElse(null);
        if (key == null && ref.loaded().isPresent()) {
            return encoded(ref.loaded().get(), written);
        }
        if (key == null && ref.type().isPresent() && ref.id().isPresent()) {
            key = models.model(ref.type().get()).key(ref.id().get());
        }
        if (key == null) {
            throw notSaved(written);
        }
        return new Value.Reference(key.className(), key.id());
    }

    private static InvalidQueryException notSaved(Operand written) {
        return new InvalidQueryException("Field " + written.text()
                + " is compared with an object that has no id yet, so nothing refers to it. Save it first.");
    }

    /** Checks that the field can have such a value, and converts texts that denote a point in time. */
    private Value ofType(Value value, JavaType type, Operand written) {
        Class<?> raw = type.getRawClass();
        if (POINTS_IN_TIME.contains(raw) && value instanceof Value.Text text) {
            Value moment = Value.moment(text.value());
            if (moment == null) {
                throw new InvalidQueryException(
                        "Field " + written.text() + " is a point in time, but is compared with a"
                                + " text that is not one. Give a point in time with its offset, such as '2026-01-31T12:00:00Z'.");
            }
            return moment;
        }
        Term.Kind kind = types.isUnknown(type) ? null : kind(raw);
        Term.Kind given = value instanceof Value.Text
                ? Term.Kind.TEXT
                : value instanceof Value.Number
                        ? Term.Kind.NUMBER
                        : value instanceof Value.Bool ? Term.Kind.BOOLEAN : null;
        if (kind != null && given != null && kind != given) {
            throw new InvalidQueryException("Field " + written.text() + " is a " + raw.getSimpleName()
                    + " and is compared with a " + value.kind() + ". Compare it with a value of its own type.");
        }
        return value;
    }

    private void requireKind(Operand operand, Place here, Term.Kind required) {
        JavaType type = type(operand, here);
        if (type != null) {
            JavaType content = FieldTypes.content(type);
            Term.Kind kind = types.isUnknown(content) ? null : kind(content.getRawClass());
            if (kind != null && kind != required) {
                throw new InvalidQueryException("Field " + operand.text() + " is a "
                        + content.getRawClass().getSimpleName() + ", but startsWith and contains apply to texts only.");
            }
        }
    }

    /** Returns the kind of JSON value that values of this class are always written as, or null. */
    private static Term.@Nullable Kind kind(Class<?> raw) {
        if (raw == boolean.class || raw == Boolean.class) {
            return Term.Kind.BOOLEAN;
        }
        if (raw == String.class || raw == char.class || raw == Character.class || raw == java.util.UUID.class) {
            return Term.Kind.TEXT;
        }
        boolean number = raw.isPrimitive() && raw != void.class
                || raw.getName().startsWith("java.") && Number.class.isAssignableFrom(raw);
        return number ? Term.Kind.NUMBER : null;
    }
}
