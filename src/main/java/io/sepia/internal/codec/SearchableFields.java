package io.sepia.internal.codec;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import io.sepia.error.MappingException;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.words.WordField;
import io.sepia.model.Searchable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Finds the properties that a class, and the classes embedded in it, declare as searchable. Thread-safe. */
final class SearchableFields {
    private final FieldTypes types;
    private final Map<JavaType, List<WordField>> known = new ConcurrentHashMap<>();

    SearchableFields(FieldTypes types) {
        this.types = types;
    }

    /**
     * Returns the fields that a search of the class looks at, by their paths.
     *
     * @throws MappingException if the annotation is on a reference, or a weight is not positive
     */
    List<WordField> of(JavaType type) {
        return known.computeIfAbsent(type, each -> new Walk(each).fields());
    }

    /** A walk through a class and those embedded in it. */
    private final class Walk {
        private final JavaType root;
        private final List<WordField> found = new ArrayList<>();
        /** The classes on the way, because a class may contain itself. */
        private final Deque<JavaType> inside = new ArrayDeque<>();

        Walk(JavaType root) {
            this.root = root;
        }

        List<WordField> fields() {
            addPropertiesOf(root, List.of(FieldPath.SELF));
            return List.copyOf(found);
        }

        /** @param paths the path to the object, and its former ones */
        private void addPropertiesOf(JavaType type, List<FieldPath> paths) {
            if (inside.contains(type)) {
                return;
            }
            inside.push(type);
            new TreeMap<>(types.properties(type).fields()).forEach((name, field) -> {
                List<FieldPath> ofField = new ArrayList<>();
                paths.forEach(each -> ofField.add(each.member(name)));
                paths.forEach(each -> field.formerNames().forEach(former -> ofField.add(each.member(former))));
                add(field, ofField);
            });
            inside.pop();
        }

        private void add(DeclaredField field, List<FieldPath> paths) {
            BeanPropertyWriter property = field.property();
            Searchable searchable = property == null ? null : property.getAnnotation(Searchable.class);
            JavaType embedded = embedded(field.type());
            boolean isReference = FieldTypes.isReference(embedded);
            if (searchable != null) {
                FieldPath path = paths.get(0);
                double weight = searchable.weight();
                check(!isReference, path, "refers to an object, whose own class declares what is searchable");
                check(weight > 0 && Double.isFinite(weight), path, "its weight is " + weight + "; give a positive one");
                found.add(new WordField(path, paths.subList(1, paths.size()), weight));
            } else if (!isReference && !field.isCustom() && types.hasProperties(embedded)) {
                addPropertiesOf(embedded, paths);
            }
        }

        private void check(boolean right, FieldPath path, String problem) {
            if (!right) {
                throw new MappingException("Property " + path + " of "
                        + root.getRawClass().getName() + " has @Searchable, but " + problem + ".");
            }
        }
    }

    /** Returns the type of the values in lists and optional values. */
    private static JavaType embedded(JavaType type) {
        JavaType content = FieldTypes.content(type);
        return content.isArrayType() || content.isCollectionLikeType() ? embedded(content.getContentType()) : content;
    }
}
