package io.sepia.internal.codec;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import io.sepia.internal.condition.Scale;
import io.sepia.internal.condition.Term;
import io.sepia.internal.json.FieldPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value in the documents of a class, as the class declares it: its type, and the property that contains it, whose
 * serializer decides how it is written. Immutable and thread-safe, apart from what is computed at the first use. See
 * decision 0160.
 */
final class DeclaredField {
    private final JavaType type;
    private final @Nullable BeanPropertyWriter property;
    private final @Nullable DeclaredField container;
    private final FieldPath.@Nullable Step step;
    private final boolean custom;
    private final List<String> formerNames;
    private volatile @Nullable DeclaredField content;
    private volatile @Nullable Form form;

    /**
     * The JSON form of a field's values.
     *
     * @param kind their kind, or null if it is unknown
     * @param scale how they are compared, or null if as their JSON form shows
     */
    record Form(Term.@Nullable Kind kind, @Nullable Scale scale) {
        static final Form UNKNOWN = new Form(null, null);
    }

    private DeclaredField(
            JavaType type,
            @Nullable BeanPropertyWriter property,
            @Nullable DeclaredField container,
            FieldPath.@Nullable Step step,
            boolean custom,
            List<String> formerNames) {
        this.type = type;
        this.property = property;
        this.container = container;
        this.step = step;
        this.custom = custom;
        this.formerNames = List.copyOf(formerNames);
    }

    /** Returns a value of which only the type is known. */
    static DeclaredField of(JavaType type) {
        return new DeclaredField(type, null, null, null, false, List.of());
    }

    /**
     * Returns a property.
     *
     * @param writer writes it, or null if that is unknown
     * @param custom whether a serializer of the application writes it, so that its type does not show its form
     */
    static DeclaredField of(
            JavaType type, @Nullable BeanPropertyWriter writer, boolean custom, List<String> formerNames) {
        return new DeclaredField(type, writer, null, null, custom, formerNames);
    }

    /** Returns the elements of this array, or the values of this map. */
    DeclaredField content(FieldPath.Step toContent) {
        DeclaredField known = content;
        if (known == null) {
            JavaType inside = FieldTypes.content(type).getContentType();
            known = new DeclaredField(inside, null, this, toContent, custom, List.of());
            content = known;
        }
        return known;
    }

    /** Returns the declared type, which may be an {@code Optional}. */
    JavaType declared() {
        return type;
    }

    /** Returns the type of the values, without {@code Optional}. */
    JavaType type() {
        return FieldTypes.content(type);
    }

    @Nullable
    BeanPropertyWriter property() {
        return property;
    }

    /** Returns the property of which this is the value or a part, or null if it is unknown. */
    @Nullable
    BeanPropertyWriter outermost() {
        return container == null ? property : container.outermost();
    }

    @Nullable
    DeclaredField container() {
        return container;
    }

    FieldPath.@Nullable Step step() {
        return step;
    }

    boolean isCustom() {
        return custom;
    }

    List<String> formerNames() {
        return formerNames;
    }

    @Nullable
    Form form() {
        return form;
    }

    Form form(Form computed) {
        form = computed;
        return computed;
    }
}
