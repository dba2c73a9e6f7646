package io.sepia.internal.codec.classes;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.databind.PropertyName;
import com.fasterxml.jackson.databind.annotation.JsonPOJOBuilder;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.introspect.VisibilityChecker;
import io.sepia.model.ObjectId;
import io.sepia.model.Version;
import org.jspecify.annotations.Nullable;

/** Introspector for application classes whose properties cannot be found by the visibility of their fields alone. */
public final class ApplicationClasses extends NopAnnotationIntrospector {
    private final boolean byFields;

    /** @param byFields whether the mapper finds properties by their fields; false for an application's own mapper */
    public ApplicationClasses(boolean byFields) {
        this.byFields = byFields;
    }

    /**
     * Makes a builder receive values through its methods, because its fields may have other names: Lombok, for example,
     * renames the fields of {@code @Builder.Default}.
     */
    @Override
    public VisibilityChecker<?> findAutoDetectVisibility(AnnotatedClass type, VisibilityChecker<?> checker) {
        return byFields && type.hasAnnotation(JsonPOJOBuilder.class)
                ? checker.withSetterVisibility(Visibility.PUBLIC_ONLY).withFieldVisibility(Visibility.NONE)
                : checker;
    }

    /** Includes a getter that is annotated as the id or version, which the fields alone do not show. */
    @Override
    public @Nullable PropertyName findNameForSerialization(Annotated member) {
        return isMarked(member) ? PropertyName.USE_DEFAULT : null;
    }

    @Override
    public @Nullable PropertyName findNameForDeserialization(Annotated member) {
        return isMarked(member) ? PropertyName.USE_DEFAULT : null;
    }

    private static boolean isMarked(Annotated member) {
        return member instanceof AnnotatedMethod
                && (member.hasAnnotation(ObjectId.class)
                        || member.hasAnnotation(Version.class)
                        || member.hasAnnotation(jakarta.persistence.Version.class));
    }
}
