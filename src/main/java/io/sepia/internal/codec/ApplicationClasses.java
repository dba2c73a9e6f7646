package io.sepia.internal.codec;

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

/** How classes are read where the visibility of their fields alone would miss what their author meant. */
final class ApplicationClasses extends NopAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    private final boolean byFields;

    /** Makes one for a mapper that goes by fields, or for an application's own. */
    ApplicationClasses(boolean byFields) {
        this.byFields = byFields;
    }

    /**
     * Values are given to a builder by its methods: its fields may have other names, as those that Lombok writes for
     * {@code @Builder.Default} do.
     */
    @Override
    public VisibilityChecker<?> findAutoDetectVisibility(AnnotatedClass type, VisibilityChecker<?> checker) {
        return byFields && type.hasAnnotation(JsonPOJOBuilder.class)
                ? checker.withSetterVisibility(Visibility.PUBLIC_ONLY).withFieldVisibility(Visibility.NONE)
                : checker;
    }

    /** Kotlin's {@code by lazy} keeps a lock in the object; what it computes is computed again. */
    @Override
    public @Nullable Boolean isIgnorableType(AnnotatedClass type) {
        return type.getName().equals("kotlin.Lazy") ? Boolean.TRUE : null;
    }

    /** An id or version may be marked at its getter, which fields alone would not show. */
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
