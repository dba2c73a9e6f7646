package io.sepia.corpus;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A property that holds values of a type in one position.
 *
 * @param holder the class of the root object
 * @param position the position, which is the name of the property
 */
record Slot(Class<?> holder, String position) {
    /** Returns a root object whose property holds {@code value}; its other properties are null. */
    Object object(String id, Object value) throws Exception {
        if (holder.isRecord()) {
            return holder.getConstructors()[0].newInstance(id, value);
        }
        Object made = holder.getConstructor().newInstance();
        holder.getField("id").set(made, id);
        holder.getField(position).set(made, value);
        return made;
    }

    /** Returns the value of the property of a root object. */
    Object value(Object object) throws Exception {
        return holder.isRecord()
                ? holder.getMethod(position).invoke(object)
                : holder.getField(position).get(object);
    }

    static String id(Object object) throws Exception {
        return object.getClass().isRecord()
                ? (String) object.getClass().getMethod("id").invoke(object)
                : (String) object.getClass().getField("id").get(object);
    }

    /** Returns whether the property is declared as a type that says nothing about its value. */
    boolean isOpen() {
        return position.startsWith("open");
    }

    /** Returns whether values of the property are the samples themselves. */
    boolean isPlain() {
        return position.equals("field") || position.equals("component");
    }

    private Type type() throws Exception {
        if (holder.isRecord()) {
            for (RecordComponent each : holder.getRecordComponents()) {
                if (each.getName().equals(position)) {
                    return each.getGenericType();
                }
            }
        }
        Field field = holder.getField(position);
        return field.getGenericType();
    }

    /** Returns the value that the property has to hold {@code sample}. */
    Object holding(Object sample) throws Exception {
        return switch (position) {
            case "list" -> new ArrayList<>(List.of(sample));
            case "set" -> new LinkedHashSet<>(List.of(sample));
            case "key" -> new LinkedHashMap<>(Map.of(sample, "x"));
            case "value", "openValue" -> new LinkedHashMap<>(Map.of("x", sample));
            case "optional" -> Optional.of(sample);
            case "nested" -> new ArrayList<>(List.of(new LinkedHashMap<>(Map.of("x", sample))));
            case "generic" -> {
                Class<?> box = (Class<?>) ((ParameterizedType) type()).getRawType();
                Object made = box.getConstructor().newInstance();
                box.getField("value").set(made, sample);
                yield made;
            }
            case "part" ->
                ((Class<?>) ((ParameterizedType) type()).getRawType()).getConstructors()[0].newInstance(sample);
            case "array" -> {
                Object made =
                        Array.newInstance(holder.getField(position).getType().getComponentType(), 1);
                Array.set(made, 0, sample);
                yield made;
            }
            default -> sample;
        };
    }
}
