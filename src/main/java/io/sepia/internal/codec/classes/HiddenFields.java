package io.sepia.internal.codec.classes;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.introspect.VisibilityChecker;
import io.sepia.error.MappingException;
import io.sepia.internal.codec.platform.PlatformValues;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;

/**
 * Refuses classes with fields that are never written: one that is hidden by a subclass's, and one that is only read.
 */
public final class HiddenFields {
    private HiddenFields() {}

    public static void check(BeanDescription bean, SerializationConfig config) {
        VisibilityChecker<?> visibility = config.getDefaultVisibilityChecker();
        Map<String, Field> fields = new HashMap<>();
        for (Class<?> type = bean.getBeanClass();
                type != null && !PlatformValues.isPlatform(type);
                type = type.getSuperclass()) {
            for (Field each : type.getDeclaredFields()) {
                int modifiers = each.getModifiers();
                if (Modifier.isStatic(modifiers)
                        || Modifier.isTransient(modifiers)
                        || each.isSynthetic()
                        || each.isAnnotationPresent(JsonIgnore.class)
                        || !visibility.isFieldVisible(each)) {
                    continue;
                }
                JsonProperty property = each.getAnnotation(JsonProperty.class);
                if (property != null && property.access() == JsonProperty.Access.WRITE_ONLY) {
                    throw new MappingException(bean.getBeanClass().getName() + " cannot be stored: field "
                            + each.getName() + " is only read (Access.WRITE_ONLY), so its value would be lost."
                            + " Remove the access, or leave the property out: make it transient or annotate it with"
                            + " @JsonIgnore.");
                }
                Field hiding = fields.putIfAbsent(each.getName(), each);
                if (hiding != null) {
                    throw new MappingException(bean.getBeanClass().getName() + " cannot be stored: field "
                            + each.getName() + " of "
                            + hiding.getDeclaringClass().getName() + " hides that of "
                            + type.getName()
                            + ", whose value would be lost. Rename one of them, or make one transient.");
                }
            }
        }
    }
}
