package io.sepia.internal.codec;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.type.WritableTypeId;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.jsontype.impl.AsPropertyTypeSerializer;
import com.fasterxml.jackson.databind.jsontype.impl.StdTypeResolverBuilder;
import io.sepia.error.MappingException;
import io.sepia.internal.codec.classes.StorageNames;
import io.sepia.internal.codec.platform.PlatformValues;
import io.sepia.internal.codec.platform.Refusal;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Supports properties that are declared as an interface or abstract class of the application. The possible classes are
 * the permitted ones of a sealed type, and otherwise the registered ones. Embedded values carry their storage name in
 * {@code $type}. Names are only looked up among these classes, never passed to a class loader.
 */
final class SealedTypes extends NopAnnotationIntrospector {
    static final String TYPE_PROPERTY = "$type";

    private final transient List<Class<?>> registered;
    private final boolean refuseUnknown;
    private final transient @Nullable OpenMarks marks;

    /** @param marks the type marks of values that are declared as {@code Object}, or null if they have none */
    SealedTypes(List<Class<?>> registered, boolean refuseUnknown, @Nullable OpenMarks marks) {
        this.marks = marks;
        this.registered = registered;
        this.refuseUnknown = refuseUnknown;
    }

    /** Returns the concrete classes that a value declared as {@code type} may have, apart from {@code type} itself. */
    Set<Class<?>> implementations(Class<?> type) {
        return isOpen(type) ? subclasses(type) : Set.of();
    }

    /** Returns the concrete subclasses of {@code type} that are known. */
    Set<Class<?>> subclasses(Class<?> type) {
        Set<Class<?>> found = new LinkedHashSet<>();
        addPermitted(type, found);
        for (Class<?> each : registered) {
            if (type.isAssignableFrom(each) && type != each && !isAbstract(each)) {
                found.add(each);
            }
        }
        return found;
    }

    private static void addPermitted(Class<?> type, Set<Class<?>> found) {
        if (!type.isSealed()) {
            return;
        }
        for (Class<?> each : type.getPermittedSubclasses()) {
            if (!isAbstract(each)) {
                found.add(each);
            }
            addPermitted(each, found);
        }
    }

    static boolean isAbstract(Class<?> type) {
        return type.isInterface() || Modifier.isAbstract(type.getModifiers());
    }

    /** Returns a value inside one of this type, if values that are declared as {@code Object} have type marks. */
    @Nullable
    DeclaredField inside(JavaType type) {
        return marks != null && type.isJavaLangObject() ? DeclaredField.of(type) : null;
    }

    private static boolean isOpen(Class<?> type) {
        return isAbstract(type) && !PlatformValues.isPlatform(type) && !type.isAnnotation() && !type.isEnum();
    }

    @Override
    public @Nullable TypeResolverBuilder<?> findTypeResolver(
            MapperConfig<?> config, AnnotatedClass ac, JavaType baseType) {
        Class<?> type = ac.getRawType();
        if (type == Object.class && marks != null) {
            return marks.resolver();
        }
        if (!isOpen(type) || ac.hasAnnotation(JsonTypeInfo.class)) {
            return null;
        }
        if (!implementations(type).isEmpty()) {
            return new StdTypeResolverBuilder()
                    .init(JsonTypeInfo.Id.NAME, null)
                    .inclusion(JsonTypeInfo.As.PROPERTY)
                    .typeProperty(TYPE_PROPERTY);
        }
        return refuseUnknown && !isTaughtToJackson(ac) ? new UnknownImplementation() : null;
    }

    private static boolean isTaughtToJackson(AnnotatedClass ac) {
        return ac.hasAnnotation(JsonSerialize.class) || ac.hasAnnotation(JsonDeserialize.class);
    }

    @Override
    public @Nullable List<NamedType> findSubtypes(Annotated annotated) {
        Set<Class<?>> found = implementations(annotated.getRawType());
        Map<String, Class<?>> names = new HashMap<>();
        for (Class<?> each : found) {
            for (NamedType mark : marks(each).toList()) {
                Class<?> other = names.put(mark.getName(), each);
                if (other != null && other != each) {
                    throw new MappingException("A property declared as "
                            + annotated.getRawType().getName() + " may hold "
                            + other.getName() + " and " + each.getName() + ", which both have the storage name '"
                            + mark.getName() + "'. Give one of them another class name,"
                            + " @JsonTypeName(\"another name\") if it is embedded, or @Stored(\"another name\").");
                }
            }
        }
        return found.isEmpty()
                ? null
                : found.stream().flatMap(SealedTypes::marks).toList();
    }

    /** Returns the marks of a class: the first is written, all are read. */
    static Stream<NamedType> marks(Class<?> type) {
        String storage = StorageNames.of(type);
        JsonTypeName own = type.getDeclaredAnnotation(JsonTypeName.class);
        boolean named = own != null && !own.value().isEmpty() && !StorageNames.isStored(type);
        return named
                ? Stream.of(new NamedType(type, own.value()), new NamedType(type, storage))
                : Stream.of(new NamedType(type, storage));
    }

    /** Refuses to write values that could not be read back. References pass, because they name their class. */
    private static final class UnknownImplementation extends StdTypeResolverBuilder {
        @Override
        public TypeSerializer buildTypeSerializer(
                SerializationConfig config, JavaType baseType, Collection<NamedType> subtypes) {
            return new AsPropertyTypeSerializer(null, null, null) {
                @Override
                public AsPropertyTypeSerializer forProperty(BeanProperty property) {
                    return this;
                }

                @Override
                public WritableTypeId writeTypePrefix(JsonGenerator generator, WritableTypeId typeId)
                        throws IOException {
                    throw Refusal.of(
                            generator,
                            "declared as " + baseType.getRawClass().getName()
                                    + ", whose implementations are not known, so it could not be read again. "
                                    + "Seal that type, register its implementations with the store's builder, or annotate it with "
                                    + "@JsonTypeInfo by name");
                }
            };
        }

        @Override
        public @Nullable TypeDeserializer buildTypeDeserializer(
                DeserializationConfig config, JavaType baseType, Collection<NamedType> subtypes) {
            return null;
        }
    }
}
