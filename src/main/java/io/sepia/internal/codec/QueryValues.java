package io.sepia.internal.codec;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import io.sepia.document.ObjectKey;
import io.sepia.error.InvalidQueryException;
import io.sepia.internal.codec.DeclaredField.Form;
import io.sepia.internal.codec.classes.StorageNames;
import io.sepia.internal.condition.IsoScale;
import io.sepia.internal.condition.Operand;
import io.sepia.internal.condition.Scale;
import io.sepia.internal.condition.Term.Kind;
import io.sepia.internal.json.Value;
import io.sepia.internal.json.WellFormed;
import io.sepia.model.Ref;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Converts the values of a query to the form in which the field that they are compared with is stored, or refuses them
 * if the field never has such a value. See decision 0161.
 */
record QueryValues(ModelRegistry models, FieldTypes types, FieldWriter writer, FieldForms forms) {
    /**
     * A value as a field has it.
     *
     * @param stored the value in its stored form
     * @param key the value in the comparable form of the field's scale; null if the field has none
     */
    record Bound(Value stored, @Nullable Value key) {
        static Bound of(Value stored) {
            return new Bound(stored, null);
        }
    }

    /** Returns the scale by which values of a field are compared, or null. */
    @Nullable
    Scale scale(@Nullable DeclaredField field) {
        return field == null ? null : forms.of(field).scale();
    }

    /** Returns the kind of the values of a field, or null if it is unknown. */
    @Nullable
    Kind kind(@Nullable DeclaredField field) {
        return field == null ? null : forms.of(field).kind();
    }

    /**
     * Converts a value.
     *
     * @param field the declaration of the field; null if nothing is known of it
     * @param root whether the field is the whole document
     */
    Bound bind(Value given, @Nullable DeclaredField field, boolean root, Operand written) {
        Value value = unwrapped(given);
        if (value instanceof Value.Null) {
            return Bound.of(value);
        }
        if (field == null) {
            return Bound.of(plain(value, null, written));
        }
        JavaType type = field.type();
        if (FieldTypes.isReference(type) && !root) {
            return Bound.of(reference(value, type, field, written));
        }
        Form form = forms.of(field);
        if (value instanceof Value.Unbound unbound) {
            return ofJava(unbound.value(), field, form, root, written);
        }
        if (value instanceof Value.Moment moment) {
            return ofMoment(moment.value(), field, form, written);
        }
        Object converted = field.isCustom() ? java(value, field) : null;
        if (converted != null) {
            return Bound.of(write(converted, field, written));
        }
        if (form.kind() == null) {
            return Bound.of(value);
        }
        if (value instanceof Value.Text text) {
            return ofText(text, field, form, written);
        }
        if (value instanceof Value.Number && (form.scale() == IsoScale.DECIMAL || form.scale() == IsoScale.YEAR)) {
            return new Bound(new Value.Text(((Value.Number) value).value().toString()), value);
        }
        if (value instanceof Value.Reference ? !isOpen(field) : FieldForms.kind(value) != form.kind()) {
            throw refused(value, field, written);
        }
        return Bound.of(value);
    }

    /** Returns whether a serializer of the application writes the value, so that its text may sort in another order. */
    static boolean isConverted(Value given, Bound bound, @Nullable DeclaredField field) {
        return field != null
                && field.isCustom()
                && (given instanceof Value.Unbound unbound
                        ? field.type().getRawClass().isInstance(unbound.value()) && bound.stored() instanceof Value.Text
                        : java(given, field) != null);
    }

    /** Returns a value as an instance of the class of a field, or null if it is none. */
    private static @Nullable Object java(Value value, DeclaredField field) {
        Class<?> raw = FieldForms.boxed(field.type().getRawClass());
        if (value instanceof Value.Text text) {
            return raw == String.class ? text.value() : null;
        }
        if (value instanceof Value.Bool bool) {
            return raw == Boolean.class ? bool.value() : null;
        }
        Long number = value instanceof Value.Number given ? given.value().toLong() : null;
        return number == null
                ? null
                : raw == Long.class
                        ? number
                        : raw == Integer.class && number == number.intValue() ? (Object) number.intValue() : null;
    }

    /** Returns what an {@code Optional} or {@code AtomicReference} contains, which leaves no trace in a document. */
    private static Value unwrapped(Value given) {
        if (!(given instanceof Value.Unbound unbound)) {
            return given;
        }
        Object java = unbound.value();
        if (java instanceof Optional<?> optional) {
            return unwrapped(Value.of(optional.orElse(null)));
        }
        if (java instanceof AtomicReference<?> reference) {
            return unwrapped(Value.of(reference.get()));
        }
        if (java instanceof OptionalInt number) {
            return Value.of(number.isPresent() ? number.getAsInt() : null);
        }
        if (java instanceof OptionalLong number) {
            return Value.of(number.isPresent() ? number.getAsLong() : null);
        }
        return java instanceof OptionalDouble number
                ? Value.of(number.isPresent() ? number.getAsDouble() : null)
                : given;
    }

    /** Returns the stored form of a value that is compared with a field of which nothing is known. */
    private Value plain(Value value, @Nullable DeclaredField field, Operand written) {
        if (value instanceof Value.Unbound unbound) {
            return write(unbound.value(), field, written);
        }
        if (value instanceof Value.Moment moment && written instanceof Operand.Content) {
            Value stored = write(moment.value(), field, written);
            if (stored instanceof Value.Structure) {
                throw new InvalidQueryException(
                        "Field " + written.text() + " is declared as Object, where each class of"
                                + " points in time has a type mark of its own. Declare its type, or compare the member "
                                + OpenMarks.VALUE + ".");
            }
            // An application's mapper may write times as numbers.
            return stored instanceof Value.Number number ? number : value;
        }
        return value;
    }

    private Bound ofText(Value.Text text, DeclaredField field, Form form, Operand written) {
        Class<?> raw = FieldForms.boxed(field.type().getRawClass());
        if (raw == Character.class && text.value().length() != 1) {
            throw noValue(field, written);
        }
        if (raw == Character.class || CharSequence.class.isAssignableFrom(raw) && form.kind() == Kind.TEXT) {
            return Bound.of(text);
        }
        if (FieldForms.isMoment(raw) && !(form.scale() == null)) {
            Value moment = Value.moment(text.value());
            if (form.scale() instanceof IsoScale && !(moment instanceof Value.Moment)) {
                throw new InvalidQueryException("Field " + written.text() + " is a point in time, but is compared with"
                        + " a text that is not one. Give a point in time with its offset, such as"
                        + " '2026-01-31T12:00:00Z'.");
            }
            if (moment instanceof Value.Moment instant) {
                return ofMoment(instant.value(), field, form, written);
            }
        }
        if (form.kind() != Kind.TEXT && !(form.scale() != null && FieldForms.isMoment(raw))) {
            throw refused(text, field, written);
        }
        Object java;
        try {
            java = writer.read(text, field);
        } catch (IOException e) {
            throw noValue(field, written);
        }
        if (java == null || !raw.isInstance(java)) {
            throw noValue(field, written);
        }
        Bound bound = ofInstance(java, field, form, written);
        if (FieldForms.kind(bound.stored()) != Kind.TEXT) {
            throw refused(text, field, written);
        }
        return bound;
    }

    private static InvalidQueryException noValue(DeclaredField field, Operand written) {
        return new InvalidQueryException("Field " + written.text() + " is a "
                + field.type().getRawClass().getSimpleName()
                + " and is compared with a text that is none. Give a value that the field can have.");
    }

    private Bound ofMoment(Instant moment, DeclaredField field, Form form, Operand written) {
        Class<?> raw = field.type().getRawClass();
        if (!FieldForms.isMoment(raw)) {
            if (form.kind() != null || !isOpen(field)) {
                throw refused(new Value.Moment(moment), field, written);
            }
            return Bound.of(plain(new Value.Moment(moment), field, written));
        }
        if (form.scale() instanceof IsoScale) {
            return Bound.of(new Value.Moment(moment));
        }
        return new Bound(
                write(forms.moment(moment, raw), field, written), form.scale() == null ? null : IsoScale.key(moment));
    }

    private Bound ofJava(Object given, DeclaredField field, Form form, boolean root, Operand written) {
        Object java = given instanceof Collection<?> elements ? writer.withReferences(elements, field) : given;
        Class<?> raw = FieldForms.boxed(field.type().getRawClass());
        if (java instanceof Calendar calendar && FieldForms.isMoment(raw)) {
            return ofMoment(calendar.toInstant(), field, form, written);
        }
        if (raw.isInstance(java)) {
            if (!FieldWriter.fits(java, field.type())) {
                throw refused(new Value.Unbound(java), field, written);
            }
            return root ? Bound.of(write(java, null, written)) : ofInstance(java, field, form, written);
        }
        boolean isContainer = field.type().isArrayType() || field.type().isCollectionLikeType();
        if (isContainer && (java instanceof Collection<?> || java instanceof Object[])) {
            try {
                Collection<?> elements = java instanceof Object[] array ? Arrays.asList(array) : (Collection<?>) java;
                return Bound.of(write(writer.holding(field.type(), elements), field, written));
            } catch (IOException | RuntimeException e) {
                throw refused(new Value.Unbound(java), field, written);
            }
        }
        if (form.kind() == null && isOpen(field)) {
            return Bound.of(write(java, field.isCustom() ? null : field, written));
        }
        throw refused(new Value.Unbound(java), field, written);
    }

    /** Returns whether the declaration allows values of any class. */
    private static boolean isOpen(DeclaredField field) {
        Class<?> raw = field.type().getRawClass();
        return field.isCustom()
                || raw == Object.class
                || JsonNode.class.isAssignableFrom(raw)
                || raw.isInterface() && !field.type().isContainerType()
                || StorageNames.isStored(raw);
    }

    private Bound ofInstance(Object java, DeclaredField field, Form form, Operand written) {
        Value stored = write(java, field, written);
        Scale scale = form.scale();
        if (scale == null) {
            return Bound.of(stored);
        }
        Value key = FieldForms.key(java);
        return new Bound(stored, key == null ? scale.key(stored) : key);
    }

    private Value write(Object java, @Nullable DeclaredField field, Operand written) {
        try {
            Value stored = writer.write(java, field);
            return stored instanceof Value.Text text
                    ? new Value.Text(WellFormed.check(text.value(), "A text of the query"))
                    : stored;
        } catch (UnsavedReference e) {
            throw notSaved(written);
        } catch (IOException e) {
            if (e.getCause() instanceof UnsavedReference) {
                throw notSaved(written);
            }
            throw new InvalidQueryException("Field " + written.text() + " is compared with a "
                    + java.getClass().getName() + ", which has no JSON form here. Give the value in its stored"
                    + " form.");
        }
    }

    /** Supplies the keys of objects that values of a query refer to. They must have ids. */
    static ReferenceSink references(ModelRegistry models) {
        return (target, place) -> {
            ObjectKey key = models.model(target.getClass()).keyOf(target);
            if (key == null) {
                throw new UnsavedReference();
            }
            return key;
        };
    }

    /** An object without an id, to which nothing can refer. */
    private static final class UnsavedReference extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnsavedReference() {
            super("An object has no id", null, false, false);
        }
    }

    private static InvalidQueryException notSaved(Operand written) {
        return new InvalidQueryException("Field " + written.text()
                + " is compared with an object that has no id yet, so nothing refers to it. Save it first.");
    }

    /** Returns a value as a reference. The id alone is enough if the class of the target is clear. */
    private Value reference(Value given, JavaType declared, DeclaredField field, Operand written) {
        Class<?> target = FieldTypes.target(declared);
        if (given instanceof Value.Reference || given instanceof Value.Structure) {
            return given;
        }
        Object java = given instanceof Value.Unbound unbound ? unbound.value() : null;
        if (java instanceof Ref<?> ref) {
            return keyOf(ref, written);
        }
        if (java != null && StorageNames.isStored(java.getClass())) {
            if (target != Object.class && !target.isInstance(java)) {
                throw refused(given, field, written);
            }
            ObjectKey key = models.model(java.getClass()).keyOf(java);
            if (key == null) {
                throw notSaved(written);
            }
            return new Value.Reference(key.className(), key.id());
        }
        boolean isId = given instanceof Value.Text || given instanceof Value.Number || java instanceof UUID;
        boolean isOtherId = given instanceof Value.Number
                && StorageNames.isStored(target)
                && !Modifier.isAbstract(target.getModifiers())
                && models.model(target).hasTextId();
        if (!isId || isOtherId) {
            throw refused(given, field, written);
        }
        if (target == Object.class || target.isInterface() || Modifier.isAbstract(target.getModifiers())) {
            throw new InvalidQueryException(
                    "Field " + written.text() + " refers to objects of several classes, so an id"
                            + " alone is ambiguous. Compare it with an object, or use refersTo(class, id).");
        }
        String text = given instanceof Value.Text held
                ? held.value()
                : given instanceof Value.Number number ? number.value().toString() : String.valueOf(java);
        ObjectKey key = models.model(target).key(text);
        // A class that is not final may have subclasses, whose objects are stored under names of their own.
        return new Value.Reference(key.className(), key.id(), !Modifier.isFinal(target.getModifiers()));
    }

    private Value keyOf(Ref<?> ref, Operand written) {
        ObjectKey key = ref.key().orElse(null);
        if (key == null && ref.loaded().isPresent()) {
            Object target = ref.loaded().get();
            key = models.model(target.getClass()).keyOf(target);
        }
        if (key == null && ref.type().isPresent() && ref.id().isPresent()) {
            key = models.model(ref.type().get()).key(ref.id().get());
        }
        if (key == null) {
            throw notSaved(written);
        }
        return new Value.Reference(key.className(), key.id());
    }

    private static InvalidQueryException refused(Value given, DeclaredField field, Operand written) {
        String what = given instanceof Value.Unbound unbound
                ? unbound.value().getClass().getName()
                : given.kind();
        return new InvalidQueryException("Field " + written.text() + " is a "
                + field.type().getRawClass().getSimpleName() + " and is compared with a " + what
                + ". Compare it with a value of its own type.");
    }
}
