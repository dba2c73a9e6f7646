package io.sepia.internal.codec;

import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import org.jspecify.annotations.Nullable;

/** The id or version property of a class, with access to its value. */
final class KeyProperty {
    private final BeanPropertyDefinition definition;
    private final AnnotatedMember reader;
    private final @Nullable AnnotatedMember writer;
    private final @Nullable RecordCopy copies;

    KeyProperty(BeanPropertyDefinition definition, @Nullable RecordCopy copies) {
        this.definition = definition;
        this.copies = copies;
        this.reader = definition.getAccessor();
        this.writer = definition.hasField() ? definition.getField() : definition.getSetter();
        reader.fixAccess(true);
        if (writer != null && copies == null) {
            writer.fixAccess(true);
        }
    }

    /** Returns its name in JSON. */
    String name() {
        return definition.getName();
    }

    Class<?> type() {
        return reader.getRawType();
    }

    boolean isWritable() {
        return copies != null || writer != null;
    }

    /** Returns whether setting it calls a method or constructor of the class, which may throw. */
    boolean isSetByCode() {
        return copies != null || writer instanceof AnnotatedMethod;
    }

    @Nullable
    Object get(Object bean) {
        return reader.getValue(bean);
    }

    /** Returns {@code bean} with the value set: itself, or a copy if it is a record. */
    Object with(Object bean, @Nullable Object value) {
        if (copies != null) {
            return copies.with(bean, definition.getInternalName(), value);
        }
        if (writer == null) {
            throw new IllegalStateException("Property " + name() + " cannot be written");
        }
        writer.setValue(bean, value);
        return bean;
    }
}
