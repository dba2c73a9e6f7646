package io.sepia.internal.codec;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyName;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import io.sepia.error.InvalidQueryException;
import io.sepia.error.MappingException;
import io.sepia.internal.codec.classes.StorageNames;
import io.sepia.internal.json.FieldPath;
import io.sepia.model.Indexed;
import io.sepia.model.Ref;
import io.sepia.query.IndexDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The indexes that a class declares, and the meaning of its property names in an index.
 *
 * @param aliases the former names of properties, by their names
 * @param formerConstants the former names of constants, by the names of properties
 * @param version the name of the version property, which is not part of the content; null if there is none
 */
record DeclaredIndexes(
        Class<?> type,
        String className,
        BeanDescription bean,
        Map<String, List<String>> aliases,
        Map<String, List<String>> formerConstants,
        @Nullable String version) {
    /** Returns the former names of the constants of properties that are enums, by the names of these properties. */
    static Map<String, List<String>> formerConstants(ObjectMapper mapper, BeanDescription bean) {
        Map<String, List<String>> former = new HashMap<>();
        for (BeanPropertyDefinition each : bean.findProperties()) {
            Class<?> type = each.getRawPrimaryType();
            if (type.isEnum()) {
                former.put(
                        each.getName(),
                        FieldForms.formerNames(mapper, type).stream()
                                .flatMap(List::stream)
                                .toList());
            }
        }
        return former;
    }

    /** Returns the former names of the properties of a class, by their names. */
    static Map<String, List<String>> aliases(ObjectMapper mapper, JavaType type) {
        Map<String, List<String>> aliases = new HashMap<>();
        for (BeanPropertyDefinition each :
                mapper.getDeserializationConfig().introspect(type).findProperties()) {
            List<String> names = each.findAliases().stream()
                    .map(PropertyName::getSimpleName)
                    .filter(name -> !name.equals(each.getName()))
                    .toList();
            if (!names.isEmpty()) {
                aliases.put(each.getName(), names);
            }
        }
        return aliases;
    }

    /** Returns the indexes that the annotations declare. */
    Set<IndexDefinition> all() {
        Set<IndexDefinition> found = new LinkedHashSet<>();
        for (Indexed each : type.getAnnotationsByType(Indexed.class)) {
            if (each.value().length == 0) {
                throw new MappingException(type.getName() + " has @Indexed without fields. Name them, or put the"
                        + " annotation on a property.");
            }
            found.add(definition(each.unique(), each.value()));
        }
        for (BeanPropertyDefinition property : bean.findProperties()) {
            for (Indexed each : ModelRegistry.members(property)
                    .flatMap(DeclaredIndexes::annotations)
                    .toList()) {
                if (each.value().length > 0) {
                    throw new MappingException("Property " + property.getName() + " of " + type.getName()
                            + " has @Indexed with fields. Put that annotation on the class.");
                }
                found.add(definition(
                        each.unique(), FieldPath.SELF.member(property.getName()).toString()));
            }
        }
        return found;
    }

    /**
     * Returns where documents may have the value of an index of one field instead, because it once had another name.
     */
    List<FieldPath> formerPaths(IndexDefinition index) {
        List<FieldPath> former = new ArrayList<>();
        for (String field : index.fields()) {
            FieldPath path = FieldPath.parse(field);
            if (!path.steps().isEmpty() && path.steps().get(0) instanceof FieldPath.Name first) {
                for (String alias : aliases.getOrDefault(first.text(), List.of())) {
                    List<FieldPath.Step> steps = new ArrayList<>(path.steps());
                    steps.set(0, new FieldPath.Name(alias));
                    former.add(new FieldPath(steps));
                }
            }
        }
        return former;
    }

    /** Returns the texts of constants under a former name that documents may have in fields of an index. */
    Map<FieldPath, List<String>> formerConstants(IndexDefinition index) {
        Map<FieldPath, List<String>> former = new HashMap<>();
        for (String field : index.fields()) {
            FieldPath path = FieldPath.parse(field);
            if (path.steps().size() == 1 && path.steps().get(0) instanceof FieldPath.Name name) {
                List<String> texts = formerConstants.getOrDefault(name.text(), List.of());
                if (!texts.isEmpty()) {
                    former.put(path, texts);
                }
            }
        }
        return former;
    }

    /** Returns the path with the present name of the property at its beginning. */
    private FieldPath present(FieldPath path) {
        if (!path.steps().isEmpty() && path.steps().get(0) instanceof FieldPath.Name first) {
            for (Map.Entry<String, List<String>> each : aliases.entrySet()) {
                boolean isProperty = bean.findProperties().stream()
                        .anyMatch(property -> property.getName().equals(first.text()));
                if (!isProperty && each.getValue().contains(first.text())) {
                    List<FieldPath.Step> steps = new ArrayList<>(path.steps());
                    steps.set(0, new FieldPath.Name(each.getKey()));
                    return new FieldPath(steps);
                }
            }
        }
        return path;
    }

    private static Stream<Indexed> annotations(AnnotatedMember member) {
        Indexed one = member.getAnnotation(Indexed.class);
        Indexed.All several = member.getAnnotation(Indexed.All.class);
        return Stream.concat(Stream.ofNullable(one), several == null ? Stream.empty() : Arrays.stream(several.value()));
    }

    /**
     * Returns an index on the given fields.
     *
     * @throws MappingException if the class has no property of one of these names, or the property cannot be indexed
     */
    IndexDefinition definition(boolean unique, String... fields) {
        List<FieldPath> paths = new ArrayList<>();
        for (String field : fields) {
            try {
                paths.addAll(paths(present(FieldPath.parse(field)), unique));
            } catch (InvalidQueryException e) {
                throw new MappingException(
                        "An index of " + type.getName() + " has an invalid field: " + e.getMessage(), e);
            }
        }
        return new IndexDefinition(
                className, paths.stream().map(FieldPath::toString).toList(), unique);
    }

    private List<FieldPath> paths(FieldPath path, boolean unique) {
        if (path.steps().isEmpty() || !(path.steps().get(0) instanceof FieldPath.Name first)) {
            return List.of(path);
        }
        JavaType declared = bean.findProperties().stream()
                .filter(each -> each.getName().equals(first.text()))
                .findFirst()
                .map(BeanPropertyDefinition::getPrimaryType)
                .orElse(null);
        if (declared == null && bean.findAnySetterAccessor() == null
                || first.text().equals(version)) {
            throw new MappingException("An index of " + type.getName() + " is on " + path + ", but "
                    + (first.text().equals(version)
                            ? "that is the version, which is not part of the content. Name another property."
                            : "the class has no property " + first.text() + ". Name one of its properties."));
        }
        if (declared == null || path.steps().size() > 1) {
            return List.of(path);
        }
        JavaType held = declared.hasRawClass(Optional.class) ? declared.containedTypeOrUnknown(0) : declared;
        if (held.isContainerType()) {
            throw new MappingException("An index of " + type.getName() + " is on " + path + ", which is a "
                    + held.getRawClass().getSimpleName() + ". Collections, maps and arrays cannot be indexed; name a"
                    + " property that holds one value.");
        }
        if (!StorageNames.isStored(held.getRawClass()) && !held.hasRawClass(Ref.class)) {
            return List.of(path);
        }
        FieldPath target = path.member("$ref");
        // Two objects of different classes may have the same id.
        return unique ? List.of(target.member("id"), target.member("class")) : List.of(target.member("id"));
    }
}
