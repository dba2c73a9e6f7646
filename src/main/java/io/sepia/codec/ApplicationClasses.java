package io.sepia.codec;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.databind.annotation.JsonPOJOBuilder;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.introspect.VisibilityChecker;

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
}
