package io.sepia.internal.codec;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.BeanDeserializer;
import com.fasterxml.jackson.databind.deser.DefaultDeserializationContext;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import io.sepia.document.ObjectKey;
import io.sepia.document.OnDelete;
import io.sepia.error.InvalidQueryException;
import io.sepia.error.MappingException;
import io.sepia.internal.codec.classes.StorageNames;
import io.sepia.internal.codec.key.IdKind;
import io.sepia.internal.codec.key.KeyProperty;
import io.sepia.internal.codec.key.RecordCopy;
import io.sepia.internal.codec.kotlin.KotlinClasses;
import io.sepia.internal.codec.platform.PlatformValues;
import io.sepia.internal.migration.Schemas;
import io.sepia.internal.migration.Steps;
import io.sepia.model.ObjectId;
import io.sepia.model.Version;
import java.lang.annotation.Annotation;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The classes that a store has met so far, by class and by storage name. */
final class ModelRegistry {
    private final ObjectMapper mapper;
    private final SealedTypes sealedTypes;
    private final Map<Class<?>, Map<Integer, Steps>> steps;
    private final Map<Class<?>, ObjectModel<?>> byClass = new ConcurrentHashMap<>();
    private final Map<String, Class<?>> byName = new ConcurrentHashMap<>();
    private final Set<String> withEvents = ConcurrentHashMap.newKeySet();

    /** @param steps the steps to each schema of a class from the one before, by number */
    ModelRegistry(ObjectMapper mapper, SealedTypes sealedTypes, Map<Class<?>, Map<Integer, Steps>> steps) {
        this.steps = steps;
        this.mapper = mapper;
        this.sealedTypes = sealedTypes;
    }

    /** Returns the model of a class, which is built at its first use. */
    @SuppressWarnings("unchecked")
    <T> ObjectModel<T> model(Class<T> type) {
        ObjectModel<?> known = byClass.get(type);
        if (known == null) {
            ObjectModel<T> made = make(type);
            claimName(made.name(), type);
            if (StorageNames.hasEvents(type)) {
                withEvents.add(made.name());
            }
            known = byClass.computeIfAbsent(type, each -> made);
        }
        return (ObjectModel<T>) known;
    }

    /** Returns what the class of this storage name declares for references to its objects, if the class was met. */
    Optional<OnDelete> onDelete(String className) {
        return Optional.ofNullable(byName.get(className)).map(StorageNames::onDelete);
    }

    /** Returns a view of the storage names of the classes met so far that have events. */
    Set<String> withEvents() {
        return Collections.unmodifiableSet(withEvents);
    }

    /** Does the same as the other method, without a place. */
    ObjectModel<?> target(ObjectKey key, Class<?> declared) {
        return target(key, declared, "");
    }

    /**
     * Returns the model of the class that a key names where {@code declared} is expected: {@code declared} itself, a
     * class that it permits, or a class met before. The name is never passed to a class loader.
     *
     * @param place the place of the reference, for the message
     */
    ObjectModel<?> target(ObjectKey key, Class<?> declared, String place) {
        String name = key.className();
        return find(name, declared)
                .orElseThrow(() -> new MappingException("A reference" + place + " leads to " + key
                        + ", but no class of that name is known here that fits " + declared.getName()
                        + ". Register the class with the store's builder, or give it @Stored(\"" + name + "\")."));
    }

    private Optional<ObjectModel<?>> find(String name, Class<?> declared) {
        Class<?> met = byName.get(name);
        if (met != null && declared.isAssignableFrom(met)) {
            return Optional.of(model(met));
        }
        Stream<Class<?>> candidates =
                Stream.concat(Stream.of(declared), sealedTypes.implementations(declared).stream());
        return candidates
                .filter(each -> !each.isInterface() && !Modifier.isAbstract(each.getModifiers()))
                .filter(each -> StorageNames.of(each).equals(name))
                .findFirst()
                .map(this::model);
    }

    /**
     * Returns the models of a class and its subclasses, without classes that have no objects of their own, in the order
     * of their names.
     *
     * @throws InvalidQueryException if the subclasses are not known
     */
    List<ObjectModel<?>> withSubclasses(Class<?> type) {
        Set<Class<?>> known = new LinkedHashSet<>(sealedTypes.subclasses(type));
        if (known.isEmpty() && !Modifier.isFinal(type.getModifiers())) {
            throw new InvalidQueryException("No subclass of " + type.getName()
                    + " is known. Make it sealed, or register its subclasses with the store's builder.");
        }
        if (!SealedTypes.isAbstract(type)) {
            known.add(type);
        }
        for (Class<?> each : byClass.keySet()) {
            if (type.isAssignableFrom(each) && !known.contains(each)) {
                throw new InvalidQueryException(each.getName() + " is a subclass of " + type.getName()
                        + ", but it is not registered, so another run of the program might not know it. Register it with the"
                        + " store's builder.");
            }
        }
        return known.stream()
                .<ObjectModel<?>>map(this::model)
                .sorted(Comparator.comparing(ObjectModel::name, ObjectKey.TEXT_ORDER))
                .toList();
    }

    private void claimName(String name, Class<?> type) {
        Class<?> other = byName.putIfAbsent(name, type);
        if (other != null && other != type) {
            throw new MappingException("Classes " + other.getName() + " and " + type.getName()
                    + " both have the storage name '" + name
                    + "', so their objects could not be told apart. Give one of them @Stored(\"another name\").");
        }
    }

    private <T> ObjectModel<T> make(Class<T> type) {
        checkSuitable(type);
        String name = ObjectKey.checkClassName(StorageNames.of(type));
        JavaType javaType = mapper.constructType(type);
        BeanDescription bean = mapper.getSerializationConfig().introspect(javaType);
        RecordCopy copies = type.isRecord() ? new RecordCopy(type) : null;
        KeyProperty id = idProperty(type, bean, copies);
        IdKind kind = IdKind.of(id.type());
        if (kind == null) {
            throw new MappingException("Property " + id.name() + " of " + type.getName()
                    + " is the id, but its type is " + id.type().getName() + ". Ids are String, UUID, long or Long.");
        }
        KeyProperty version = only(type, bean, ModelRegistry::isVersion, "@Version")
                .map(each -> new KeyProperty(each, copies))
                .orElse(null);
        checkVersion(type, version);
        if (!id.isWritable()) {
            throw new MappingException("Property " + id.name() + " of " + type.getName()
                    + " is the id, but it cannot be set. Give it a field or a setter.");
        }
        AnnotatedMember value = bean.findJsonValueAccessor();
        return new ObjectModel<>(
                type,
                javaType,
                name,
                id,
                kind,
                version,
                isMadeEmpty(javaType, value != null),
                value == null ? null : value.getRawType(),
                new DeclaredIndexes(
                        type,
                        name,
                        bean,
                        DeclaredIndexes.aliases(mapper, javaType),
                        DeclaredIndexes.formerConstants(mapper, bean),
                        version == null ? null : version.name()),
                schemas(type, bean),
                bean.findProperties().stream().anyMatch(this::isUnwrapped));
    }

    private boolean isUnwrapped(BeanPropertyDefinition property) {
        AnnotatedMember accessor = property.getAccessor();
        return accessor != null
                && mapper.getSerializationConfig().getAnnotationIntrospector().findUnwrappingNameTransformer(accessor)
                        != null;
    }

    private Schemas schemas(Class<?> type, BeanDescription bean) {
        int schema = StorageNames.schema(type);
        Map<Integer, Steps> known = steps.getOrDefault(type, Map.of());
        String problem = null;
        if (schema < 1) {
            problem = "has the schema " + schema + ". Schemas are numbered from 1";
        } else if (known.keySet().stream().anyMatch(each -> each < 2 || each > schema)) {
            problem = "has schema " + schema + ", but migrations are registered to the schemas "
                    + new TreeSet<>(known.keySet()) + ". Give it @Stored(schema = …) with the latest of them";
        } else if (schema > 1 && bean.findJsonValueAccessor() != null) {
            problem = "has a schema, but is written as a single value, which has no member for its number";
        } else if (schema > 1
                && bean.findProperties().stream()
                        .anyMatch(each -> each.getName().equals(Schemas.MEMBER))) {
            problem = "has a schema and a property " + Schemas.MEMBER + ". Rename the property";
        }
        if (problem != null) {
            throw new MappingException(type.getName() + " " + problem + ".");
        }
        return new Schemas(schema, known);
    }

    private static void checkSuitable(Class<?> type) {
        String problem = null;
        if (PlatformValues.isPlatform(type)) {
            problem =
                    "is not a class of the application. Put the value into a property of a class or record with an id,"
                            + " or save JSON by documents(\"name\")";
        } else if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
            problem = "is abstract, so it has no objects of its own. Name a concrete class, or query it with"
                    + " withSubclasses()";
        } else if (type.isEnum() || type.isAnnotation()) {
            problem = "is an enum, whose constants are values. Put it into a property";
        } else if (type.isAnonymousClass() || type.isHidden() || type.isSynthetic()) {
            problem = "has no name to store. Make it a named class or record";
        } else if (isGenerated(type)) {
            problem =
                    "is a subclass of " + type.getSuperclass().getName() + " that was generated at run time (a proxy or"
                            + " mock). Store the object behind it; for Hibernate's proxies, Hibernate.unproxy returns it";
        } else if (type.isMemberClass() && !type.isRecord() && !Modifier.isStatic(type.getModifiers())) {
            problem = "is an inner class, which exists only inside an instance of its outer class. Make it static";
        }
        if (problem != null) {
            throw new MappingException(type.getName() + " cannot be stored: it " + problem + ".");
        }
    }

    /** Returns whether a class extends a class of the application and has no class file. */
    static boolean isGenerated(Class<?> type) {
        Class<?> parent = type.getSuperclass();
        ClassLoader loader = type.getClassLoader();
        return parent != null
                && !PlatformValues.isPlatform(parent)
                && loader != null
                && loader.getResource(type.getName().replace('.', '/') + ".class") == null;
    }

    private static KeyProperty idProperty(Class<?> type, BeanDescription bean, @Nullable RecordCopy copies) {
        Optional<BeanPropertyDefinition> marked = only(type, bean, ModelRegistry::isId, "@ObjectId");
        return marked.or(() -> bean.findProperties().stream()
                        .filter(each -> each.getInternalName().equals("id"))
                        .findFirst())
                .map(each -> new KeyProperty(each, copies))
                .orElseThrow(() -> new MappingException(type.getName()
                        + " has no id. Annotate a String, UUID or long property with @ObjectId, or call it 'id'."));
    }

    private static Optional<BeanPropertyDefinition> only(
            Class<?> type, BeanDescription bean, Predicate<BeanPropertyDefinition> wanted, String annotation) {
        List<BeanPropertyDefinition> found = bean.findProperties().stream()
                .filter(wanted)
                .filter(BeanPropertyDefinition::couldSerialize)
                .toList();
        if (found.size() > 1) {
            throw new MappingException(type.getName() + " has " + annotation + " on "
                    + found.stream().map(BeanPropertyDefinition::getName).toList() + ". Keep it on one property.");
        }
        return found.stream().findFirst();
    }

    private static void checkVersion(Class<?> type, @Nullable KeyProperty version) {
        if (version == null) {
            return;
        }
        Class<?> held = version.type();
        if (held != long.class && held != Long.class && held != int.class && held != Integer.class) {
            throw new MappingException(
                    "Property " + version.name() + " of " + type.getName() + " has @Version, but its type is "
                            + held.getName() + ". Versions are long, Long, int or Integer.");
        }
        if (!version.isWritable()) {
            throw new MappingException("Property " + version.name() + " of " + type.getName()
                    + " has @Version, but it cannot be set. Give it a field or a setter.");
        }
    }

    static boolean isId(BeanPropertyDefinition property) {
        return hasAnnotation(property, ObjectId.class);
    }

    /** JPA's annotation counts as well, so that importing the wrong one does not silently disable the check. */
    static boolean isVersion(BeanPropertyDefinition property) {
        return hasAnnotation(property, Version.class) || hasAnnotation(property, jakarta.persistence.Version.class);
    }

    private static boolean hasAnnotation(BeanPropertyDefinition property, Class<? extends Annotation> annotation) {
        return members(property).anyMatch(each -> each.hasAnnotation(annotation));
    }

    /** Returns the members whose annotations count for a property. */
    static Stream<AnnotatedMember> members(BeanPropertyDefinition property) {
        return Stream.<AnnotatedMember>of(
                        property.getField(),
                        property.getGetter(),
                        property.getSetter(),
                        property.getConstructorParameter())
                .filter(Objects::nonNull);
    }

    /** Returns the first property without a deserializer, or null if the class itself has none. */
    private @Nullable BeanPropertyDefinition unreadable(JavaType type, DeserializationContext context) {
        for (BeanPropertyDefinition each :
                mapper.getDeserializationConfig().introspect(type).findProperties()) {
            try {
                context.findContextualValueDeserializer(each.getPrimaryType(), null);
            } catch (JsonMappingException e) {
                return each;
            }
        }
        return null;
    }

    /**
     * Returns whether instances are created empty, and checks that they can be created at all. A constructor from a
     * string counts only for classes that are written as a single value, because Jackson accepts any constructor with
     * one String.
     */
    private boolean isMadeEmpty(JavaType type, boolean writtenAsValue) {
        DefaultDeserializationContext blueprint = (DefaultDeserializationContext) mapper.getDeserializationContext();
        DeserializationContext context = blueprint.createDummyInstance(mapper.getDeserializationConfig());
        JsonDeserializer<?> deserializer;
        try {
            deserializer = context.findRootValueDeserializer(type);
        } catch (JsonMappingException e) {
            throw JacksonErrors.unmappable(type, unreadable(type, context), e);
        }
        while (deserializer instanceof ReferenceDeserializer wrapper) {
            deserializer = wrapper.getDelegatee();
        }
        if (!(deserializer instanceof BeanDeserializer bean)) {
            return false;
        }
        ValueInstantiator instantiator = bean.getValueInstantiator();
        boolean byDefault = instantiator.canCreateUsingDefault() && !instantiator.canCreateFromObjectWith();
        boolean byCreator = instantiator.canCreateFromObjectWith()
                || instantiator.canCreateUsingDelegate()
                || instantiator.canCreateUsingArrayDelegate()
                || writtenAsValue && instantiator.canCreateFromString();
        if (!byDefault && !byCreator) {
            throw new MappingException(type.getRawClass().getName()
                    + " cannot be instantiated when it is loaded. "
                    + (KotlinClasses.lacksModule(type.getRawClass())
                            ? KotlinClasses.REMEDY
                            : "Give it a constructor without arguments (private will do), make it a record, or annotate"
                                    + " a constructor with @JsonCreator")
                    + ".");
        }
        return byDefault && !instantiator.canCreateUsingDelegate();
    }
}
