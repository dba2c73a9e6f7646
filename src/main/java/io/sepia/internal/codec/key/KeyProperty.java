package io.sepia.internal.codec.key;

import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import org.jspecify.annotations.Nullable;

/** The id or version property of a class, with access to its value. */
public final class KeyProperty {
    private final BeanPropertyDefinition definition;
    private final AnnotatedMember reader;
    private final @Nullable AnnotatedMember writer;
    private final @Nullable RecordCopy copies;

    /** @param copies copies objects of the class with another value, if it is a record; null for other classes */
    public KeyProperty(BeanPropertyDefinition definition, @Nullable RecordCopy copies) {
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
    public String name() {
        return definition.getName();
    }

    /** Returns its type. */
    public Class<?> type() {
        return reader.getRawType();
    }

    /** Returns whether its value can be set. */
    public boolean isWritable() {
        return copies != null || writer != null;
    }

    /** Returns whether setting it calls a method or constructor of the class, which may throw. */
    public boolean isSetByCode() {
        return copies != null || writer instanceof AnnotatedMethod;
    }

    /** Returns its value in an object. */
    public @Nullable Object get(Object bean) {
        return reader.getValue(bean);
    }

    /** Returns {@code bean} with the value set: itself, or a copy if it is a record. */
    public Object with(Object bean, @Nullable Object value) {
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
