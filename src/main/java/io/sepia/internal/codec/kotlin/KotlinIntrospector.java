package io.sepia.internal.codec.kotlin;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.PropertyName;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedField;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * Properties of Kotlin classes outside of their constructors, which Jackson's module leaves to the fields: those that
 * are not nullable refuse null, and delegated ones are read and written through their accessors.
 */
public final class KotlinIntrospector extends NopAnnotationIntrospector {
    private static final long serialVersionUID = 1L;
    private static final String DELEGATE = "$delegate";

    private final transient AnnotationIntrospector module;

    /** @param module the introspector that knows which properties are nullable, if Jackson's module is there */
    public KotlinIntrospector(AnnotationIntrospector module) {
        this.module = module;
    }

    @Override
    public JsonSetter.@Nullable Value findSetterInfo(Annotated member) {
        return member instanceof AnnotatedField field
                        && KotlinClasses.isKotlin(field.getDeclaringClass())
                        && Boolean.TRUE.equals(module.hasRequiredMarker(field))
                ? JsonSetter.Value.forValueNulls(Nulls.FAIL)
                : null;
    }

    /** Leaves out Kotlin's {@code by lazy}, which keeps a lock in the object; its value is computed again. */
    @Override
    public @Nullable Boolean isIgnorableType(AnnotatedClass type) {
        return type.getName().equals("kotlin.Lazy") ? Boolean.TRUE : null;
    }

    /** Leaves out other delegates, whose values are written. */
    @Override
    public boolean hasIgnoreMarker(AnnotatedMember member) {
        return member instanceof AnnotatedField field
                && field.getName().endsWith(DELEGATE)
                && KotlinClasses.isKotlin(field.getDeclaringClass());
    }

    @Override
    public @Nullable PropertyName findNameForSerialization(Annotated member) {
        return delegated(member, "get", 0);
    }

    @Override
    public @Nullable PropertyName findNameForDeserialization(Annotated member) {
        return delegated(member, "set", 1);
    }

    /** Returns that a method is a property, named as usual, if it gets or sets a delegated one; else null. */
    private static @Nullable PropertyName delegated(Annotated member, String prefix, int parameters) {
        if (!(member instanceof AnnotatedMethod method)
                || method.getParameterCount() != parameters
                || !KotlinClasses.isKotlin(method.getDeclaringClass())) {
            return null;
        }
        for (Field each : method.getDeclaringClass().getDeclaredFields()) {
            if (each.getName().endsWith(DELEGATE) && !each.getType().getName().equals("kotlin.Lazy")) {
                String property = each.getName().substring(0, each.getName().length() - DELEGATE.length());
                if (method.getName().equals(accessor(prefix, property))) {
                    // The usual name of setDone, which sets isDone, is done.
                    return isTruth(property) ? PropertyName.construct(property) : PropertyName.USE_DEFAULT;
                }
            }
        }
        return null;
    }

    private static boolean isTruth(String property) {
        return property.startsWith("is") && property.length() > 2 && !Character.isLowerCase(property.charAt(2));
    }

    private static String accessor(String prefix, String property) {
        if (isTruth(property)) {
            return prefix.equals("get") ? property : prefix + property.substring(2);
        }
        return prefix + Character.toUpperCase(property.charAt(0)) + property.substring(1);
    }
}
