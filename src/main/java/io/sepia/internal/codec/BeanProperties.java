package io.sepia.internal.codec;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Changes the properties of application objects in place. Properties are named as in JSON. */
final class BeanProperties {
    private final ObjectMapper mapper;
    private final Map<Class<?>, Map<String, Property>> byClass = new ConcurrentHashMap<>();

    private record Property(AnnotatedMember reader, AnnotatedMember writer) {}

    BeanProperties(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** Does the same as {@link Place#replace} for the value of a property, or for the value in its {@code Optional}. */
    Optional<Runnable> replace(Object bean, String name, Object old, Object replacement) {
        Property property =
                byClass.computeIfAbsent(bean.getClass(), this::writable).get(name);
        if (property == null) {
            return Optional.empty();
        }
        Object held = property.reader().getValue(bean);
        Object next;
        if (held == replacement || held instanceof Optional<?> done && done.orElse(null) == replacement) {
            return Optional.of(() -> {}); // A document with escapes is written twice and meets each place twice.
        }
        if (held == old) {
            next = replacement;
        } else if (held instanceof Optional<?> optional && optional.orElse(null) == old) {
            next = Optional.of(replacement);
        } else {
            return Optional.empty();
        }
        property.writer().setValue(bean, next);
        return Optional.of(() -> property.writer().setValue(bean, held));
    }

    private Map<String, Property> writable(Class<?> type) {
        Map<String, Property> properties = new HashMap<>();
        if (type.isRecord()) {
            return properties;
        }
        BeanDescription description = mapper.getSerializationConfig().introspect(mapper.constructType(type));
        for (BeanPropertyDefinition each : description.findProperties()) {
            AnnotatedMember reader = each.getAccessor();
            AnnotatedMember writer = each.hasField() ? each.getField() : each.getSetter();
            if (reader != null && writer != null && !isFinal(writer)) {
                reader.fixAccess(true);
                writer.fixAccess(true);
                properties.put(each.getName(), new Property(reader, writer));
            }
        }
        return properties;
    }

    private static boolean isFinal(AnnotatedMember member) {
        return member.getMember() instanceof Field field && Modifier.isFinal(field.getModifiers());
    }
}
