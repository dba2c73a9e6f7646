package io.sepia.internal.codec;

import com.fasterxml.jackson.databind.JavaType;
import io.sepia.internal.codec.platform.PlatformKeys;
import io.sepia.internal.condition.Scale;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.JsonParts;
import io.sepia.internal.json.JsonWriter;
import io.sepia.internal.json.Value;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares values that contain something whose equality its JSON does not show: sets, whose elements are written in an
 * order that does not count, or values of a few classes of the platform. See decision 0235.
 */
record DeepScale(FieldForms forms, DeclaredField field) implements Scale {
    /** Returns the scale of a field, or null if it needs none. */
    static @Nullable DeepScale of(FieldForms forms, DeclaredField field) {
        return isNeeded(forms.types(), field, new HashSet<>()) ? new DeepScale(forms, field) : null;
    }

    private static boolean isNeeded(FieldTypes types, DeclaredField field, Set<JavaType> seen) {
        JavaType type = field.type();
        if (field.isCustom() || FieldTypes.isReference(type) || !seen.add(type)) {
            return false;
        }
        if (isSet(type)
                || isOfGuava(type.getRawClass(), "SetMultimap")
                || FieldForms.hasSeveralTexts(type.getRawClass())
                || type.isMapLikeType()
                        && FieldForms.hasSeveralTexts(type.getKeyType().getRawClass())) {
            return true;
        }
        return parts(types, field).stream().anyMatch(each -> isNeeded(types, each, seen));
    }

    private static boolean isSet(JavaType type) {
        Class<?> raw = type.getRawClass();
        return type.isCollectionLikeType() && (Set.class.isAssignableFrom(raw) || isOfGuava(raw, "Multiset"));
    }

    /** Returns whether a class is Guava's container of this name, which an application may have. */
    private static boolean isOfGuava(@Nullable Class<?> type, String name) {
        return type != null
                && (type.getName().equals("com.google.common.collect." + name)
                        || isOfGuava(type.getSuperclass(), name)
                        || Stream.of(type.getInterfaces()).anyMatch(each -> isOfGuava(each, name)));
    }

    private static Collection<DeclaredField> parts(FieldTypes types, DeclaredField field) {
        JavaType type = field.type();
        if (type.isMapLikeType()) {
            return List.of(field.content(new FieldPath.Name("")));
        }
        if (type.isCollectionLikeType()
                || type.isArrayType() && !type.getContentType().isPrimitive()) {
            return List.of(field.content(new FieldPath.Index(0)));
        }
        return type.isContainerType() || !types.hasProperties(type)
                ? List.of()
                : types.properties(type).fields().values();
    }

    @Override
    public @Nullable Value key(Value stored) {
        return stored instanceof Value.Null ? null : new Value.Text(text(stored, field));
    }

    @Override
    public Value sortKey(Value stored) {
        return stored;
    }

    @Override
    public boolean hasOneText() {
        return false;
    }

    /** Returns a text that equal values share. */
    private String text(Value value, @Nullable DeclaredField at) {
        if (value instanceof Value.Array array) {
            DeclaredField content =
                    at == null || !at.type().isContainerType() || at.type().isMapLikeType()
                            ? null
                            : at.content(new FieldPath.Index(0));
            return array(array, content, at != null && isSet(at.type()));
        }
        if (value instanceof Value.Structure structure) {
            Map<String, String> members = new TreeMap<>();
            boolean ofSets = at != null && isOfGuava(at.type().getRawClass(), "SetMultimap");
            structure
                    .members()
                    .forEach((name, each) -> members.put(
                            name(at, name),
                            ofSets && each instanceof Value.Array set
                                    ? array(set, member(at, name), true)
                                    : text(each, member(at, name))));
            return members.entrySet().stream()
                    .map(each -> JsonParts.quoted(each.getKey()) + ":" + each.getValue())
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (at != null
                && value instanceof Value.Text
                && FieldForms.hasSeveralTexts(at.type().getRawClass())) {
            Scale scale = forms.of(at).scale();
            Value key = scale == null ? null : scale.key(value);
            return JsonWriter.write(key == null ? value : key);
        }
        return JsonWriter.write(value);
    }

    private String array(Value.Array array, @Nullable DeclaredField content, boolean inAnyOrder) {
        List<String> elements = new ArrayList<>();
        array.elements().forEach(each -> elements.add(text(each, content)));
        if (inAnyOrder) {
            elements.sort(null);
        }
        return elements.stream().collect(Collectors.joining(",", "[", "]"));
    }

    /** Returns a text that the names of equal keys of a map share. */
    private static String name(@Nullable DeclaredField map, String name) {
        boolean uris = map != null
                && map.type().isMapLikeType()
                && map.type().getKeyType().hasRawClass(URI.class);
        try {
            String key = uris ? PlatformKeys.of(URI.create(name)) : null;
            return key == null ? name : key;
        } catch (IllegalArgumentException e) {
            return name; // No URI.
        }
    }

    private @Nullable DeclaredField member(@Nullable DeclaredField at, String name) {
        if (at == null || at.isCustom() || FieldTypes.isReference(at.type())) {
            return null;
        }
        if (at.type().isMapLikeType()) {
            return at.content(new FieldPath.Name(name));
        }
        FieldTypes types = forms.types();
        Map<String, DeclaredField> fields =
                types.hasProperties(at.type()) ? types.properties(at.type()).fields() : Map.of();
        return fields.get(name);
    }
}
