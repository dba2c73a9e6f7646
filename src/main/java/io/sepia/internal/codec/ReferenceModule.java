package io.sepia.internal.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBuilder;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.SettableBeanProperty;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.Serializers;
import com.fasterxml.jackson.databind.ser.std.BeanSerializerBase;
import com.fasterxml.jackson.databind.ser.std.StdKeySerializers;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.type.ArrayType;
import com.fasterxml.jackson.databind.type.CollectionLikeType;
import com.fasterxml.jackson.databind.type.CollectionType;
import com.fasterxml.jackson.databind.type.MapLikeType;
import com.fasterxml.jackson.databind.type.MapType;
import com.fasterxml.jackson.databind.type.ReferenceType;
import io.sepia.internal.codec.classes.HiddenFields;
import io.sepia.internal.codec.classes.StorageNames;
import io.sepia.internal.codec.key.EmbeddedVersion;
import io.sepia.internal.codec.kotlin.Boxing;
import io.sepia.internal.codec.kotlin.KotlinReaders;
import io.sepia.internal.codec.platform.KeptElements;
import io.sepia.internal.codec.platform.OneOfNames;
import io.sepia.internal.codec.platform.OpenNumbers;
import io.sepia.internal.codec.platform.PlatformForms;
import io.sepia.internal.codec.platform.PlatformValues;
import io.sepia.internal.codec.platform.Refusal;
import io.sepia.internal.codec.platform.StrictReading;
import io.sepia.model.Ref;
import java.io.IOException;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Adds references to a mapper, keeps versions of documents out of their content, and refuses map keys that would be
 * lost.
 */
final class ReferenceModule extends SimpleModule {
    /**
     * @param mapper the mapper to which the module will be added
     * @param ownForms whether platform classes are written in the store's own forms
     * @param strict the rules for values of another type than the property's, or null if they are converted
     */
    ReferenceModule(ObjectMapper mapper, ModelRegistry models, boolean ownForms, @Nullable StrictReading strict) {
        super("io.sepia");
        setSerializerModifier(new Writing(mapper, ownForms));
        setDeserializerModifier(new Reading(strict));
        addSerializer(refClass(), new RefSerializer(models));
        addDeserializer(refClass(), new RefDeserializer());
        addDeserializer(Number.class, new OpenNumbers());
        addSerializer(Class.class, new RefusedClass());
        addDeserializer(Class.class, new UnreadClass());
        addKeyDeserializer(Class.class, new UnreadClassKey());
        if (strict != null) {
            StrictReading.keys().forEach(this::addKeyDeserializer);
        }
        if (ownForms) {
            PlatformForms.addTo(this);
        }
        addAbstractTypeMapping(Set.class, LinkedHashSet.class);
    }

    @Override
    public void setupModule(SetupContext context) {
        super.setupModule(context);
        context.addKeySerializers(new Keys());
    }

    @SuppressWarnings("unchecked")
    private static Class<Ref<?>> refClass() {
        return (Class<Ref<?>>) (Class<?>) Ref.class;
    }

    private static final class Writing extends BeanSerializerModifier {
        private final transient ObjectMapper mapper;

        private final boolean ownForms;

        Writing(ObjectMapper mapper, boolean ownForms) {
            this.mapper = mapper;
            this.ownForms = ownForms;
        }

        @Override
        public List<BeanPropertyWriter> changeProperties(
                SerializationConfig config, BeanDescription bean, List<BeanPropertyWriter> properties) {
            Set<String> versions = bean.findProperties().stream()
                    .filter(ModelRegistry::isVersion)
                    .map(BeanPropertyDefinition::getName)
                    .collect(Collectors.toSet());
            HiddenFields.check(bean, config);
            Boxing.adapt(mapper, bean, properties);
            AttentiveWriter.replaceIn(properties, mapper, config, bean);
            properties.replaceAll(each -> versions.contains(each.getName()) ? new EmbeddedVersion.Writer(each) : each);
            return properties;
        }

        @Override
        @SuppressWarnings("unchecked")
        public JsonSerializer<?> modifySerializer(
                SerializationConfig config, BeanDescription bean, JsonSerializer<?> serializer) {
            Class<?> type = bean.getBeanClass();
            if (serializer instanceof BeanSerializerBase
                    && type.getName().startsWith("java.")
                    && config.findMixInClassFor(type) == null) {
                return new RefusedValue();
            }
            if (serializer instanceof BeanSerializerBase && ModelRegistry.isGenerated(type)) {
                return new RefusedProxy();
            }
            if (StorageNames.isStored(type)) {
                return new ReferenceSerializer((JsonSerializer<Object>) serializer);
            }
            AnnotationIntrospector annotations = config.getAnnotationIntrospector();
            boolean readByOwn = annotations.findDeserializer(bean.getClassInfo()) != null
                    || annotations.findDeserializationConverter(bean.getClassInfo()) != null;
            if (serializer instanceof BeanSerializerBase && (readByOwn || PlatformValues.writesItself(type))) {
                return ScalarSerializer.ofUnknown(serializer);
            }
            return serializer instanceof BeanSerializerBase || isPlain(type)
                    ? serializer
                    : new ScalarSerializer((JsonSerializer<Object>) serializer, ownForms);
        }

        @Override
        @SuppressWarnings("unchecked")
        public JsonSerializer<?> modifyArraySerializer(
                SerializationConfig config, ArrayType type, BeanDescription bean, JsonSerializer<?> serializer) {
            return type.getRawClass() == char[].class
                    ? new ScalarSerializer((JsonSerializer<Object>) serializer, ownForms)
                    : serializer;
        }

        @Override
        public JsonSerializer<?> modifyMapLikeSerializer(
                SerializationConfig config, MapLikeType type, BeanDescription bean, JsonSerializer<?> serializer) {
            return ScalarSerializer.ofUnknown(serializer);
        }

        @Override
        public JsonSerializer<?> modifyCollectionLikeSerializer(
                SerializationConfig config,
                CollectionLikeType type,
                BeanDescription bean,
                JsonSerializer<?> serializer) {
            return ScalarSerializer.ofUnknown(serializer);
        }

        /** Returns whether the JSON type of a value shows its class. */
        private static boolean isPlain(Class<?> type) {
            return type == String.class
                    || type.isPrimitive()
                    || type == Boolean.class
                    || type == Integer.class
                    || type == Long.class
                    || type == Double.class
                    || JsonNode.class.isAssignableFrom(type);
        }
    }

    private static final class Reading extends BeanDeserializerModifier {
        private final transient @Nullable StrictReading strict;
        private final transient Set<Class<?>> unwrapped = ConcurrentHashMap.newKeySet();

        Reading(@Nullable StrictReading strict) {
            this.strict = strict;
        }

        private JsonDeserializer<?> strictly(Class<?> type, JsonDeserializer<?> deserializer) {
            return strict == null ? deserializer : strict.of(type, deserializer);
        }

        @Override
        public JsonDeserializer<?> modifyEnumDeserializer(
                DeserializationConfig config, JavaType type, BeanDescription bean, JsonDeserializer<?> deserializer) {
            return strictly(type.getRawClass(), deserializer);
        }

        @Override
        public JsonDeserializer<?> modifyArrayDeserializer(
                DeserializationConfig config, ArrayType type, BeanDescription bean, JsonDeserializer<?> deserializer) {
            return strictly(type.getRawClass(), deserializer);
        }

        @Override
        public JsonDeserializer<?> modifyReferenceDeserializer(
                DeserializationConfig config,
                ReferenceType type,
                BeanDescription bean,
                JsonDeserializer<?> deserializer) {
            return strictly(type.getRawClass(), deserializer);
        }

        @Override
        public BeanDeserializerBuilder updateBuilder(
                DeserializationConfig config, BeanDescription bean, BeanDeserializerBuilder builder) {
            if (strict != null) {
                strict.refuseNulls(builder, config);
                OneOfNames.adapt(builder, config);
            }
            AnyBesideUnwrapped.adapt(builder, bean, config, unwrapped);
            for (BeanPropertyDefinition each : bean.findProperties()) {
                if (ModelRegistry.isVersion(each) && !each.hasConstructorParameter()) {
                    SettableBeanProperty read = builder.findProperty(each.getFullName());
                    if (read != null) {
                        builder.addOrReplaceProperty(new EmbeddedVersion.Reader(read), true);
                    }
                }
            }
            return PlatformValues.isPlatform(bean.getBeanClass()) ? builder : new Attentive(builder);
        }

        @Override
        public JsonDeserializer<?> modifyDeserializer(
                DeserializationConfig config, BeanDescription bean, JsonDeserializer<?> deserializer) {
            Class<?> type = bean.getBeanClass();
            boolean mayBeReferred =
                    StorageNames.isStored(type) || bean.getType().isAbstract();
            JsonDeserializer<?> checked = strictly(type, KotlinReaders.of(type, deserializer, strict != null));
            return mayBeReferred && type != Object.class ? new ReferenceDeserializer(checked) : checked;
        }

        @Override
        public JsonDeserializer<?> modifyCollectionDeserializer(
                DeserializationConfig config,
                CollectionType type,
                BeanDescription bean,
                JsonDeserializer<?> deserializer) {
            return List.class.isAssignableFrom(type.getRawClass())
                    ? deserializer
                    : new LateSetDeserializer(kept(deserializer), type);
        }

        @Override
        public JsonDeserializer<?> modifyMapDeserializer(
                DeserializationConfig config, MapType type, BeanDescription bean, JsonDeserializer<?> deserializer) {
            Class<?> key = type.getKeyType().getRawClass();
            return key == String.class || key == Object.class ? deserializer : kept(deserializer);
        }

        private JsonDeserializer<?> kept(JsonDeserializer<?> deserializer) {
            return strict == null ? deserializer : new KeptElements(deserializer);
        }
    }

    /**
     * Builds deserializers that report members that the class ignores, which a save would delete. See decision 0180.
     */
    private static final class Attentive extends BeanDeserializerBuilder {
        Attentive(BeanDeserializerBuilder given) {
            super(given);
            _ignoreAllUnknown = false;
            _ignorableProps = null;
            _includableProps = null;
        }
    }

    /** Refuses application objects as map keys: they would be lost as text. */
    private static final class Keys extends Serializers.Base {
        @Override
        public @Nullable JsonSerializer<?> findSerializer(
                SerializationConfig config, JavaType type, BeanDescription bean) {
            Class<?> raw = type.getRawClass();
            boolean hasText = PlatformValues.isPlatform(raw) && !isLossyKey(raw)
                    || type.isEnumType()
                    || bean.findJsonKeyAccessor() != null
                    || bean.findJsonValueAccessor() != null && !StorageNames.isStored(raw);
            if (!hasText) {
                return new RefusedKey();
            }
            boolean ofJackson = bean.findJsonKeyAccessor() == null
                    && bean.findJsonValueAccessor() == null
                    && raw != Object.class
                    && raw != String.class
                    && raw != ZonedDateTime.class;
            if (!ofJackson) {
                return null;
            }
            JsonSerializer<Object> standard = StdKeySerializers.getStdKeySerializer(config, raw, false);
            return new KeySerializer(
                    standard != null
                            ? standard
                            : StdKeySerializers.getFallbackKeySerializer(config, raw, bean.getClassInfo()));
        }
    }

    /** Returns whether Jackson's text of a key lacks a part of the value, or is passed to a class loader. */
    private static boolean isLossyKey(Class<?> type) {
        return type == Class.class || Calendar.class.isAssignableFrom(type);
    }

    /** Refuses platform classes that Jackson does not know, such as Thread: their fields are not data. */
    private static final class RefusedValue extends JsonSerializer<Object> {
        @Override
        public void serialize(Object value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            throw Refusal.of(generator, value.getClass().getName() + " has no JSON form. " + Refusal.REMEDY);
        }
    }

    /** Refuses proxies and mocks: they would be loaded as the class behind them. */
    private static final class RefusedProxy extends JsonSerializer<Object> {
        @Override
        public void serialize(Object value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            throw Refusal.of(
                    generator,
                    value.getClass().getName() + " is a subclass of "
                            + value.getClass().getSuperclass().getName()
                            + " that was generated at run time (a proxy or mock). Store the object behind it; for"
                            + " Hibernate's proxies, Hibernate.unproxy returns it");
        }
    }

    /** Refuses classes, because their names would be passed to a class loader when they are read. */
    @SuppressWarnings("rawtypes")
    private static final class RefusedClass extends StdSerializer<Class> {
        private static final long serialVersionUID = 1L;

        RefusedClass() {
            super(Class.class);
        }

        @Override
        public void serialize(Class value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            throw Refusal.of(
                    generator,
                    "a Class has no JSON form, because no class is loaded whose name a document contains. Store its name");
        }
    }

    /** Refuses to read classes, whose names would be passed to a class loader. */
    @SuppressWarnings("rawtypes")
    private static final class UnreadClass extends StdScalarDeserializer<Class> {
        private static final long serialVersionUID = 1L;

        UnreadClass() {
            super(Class.class);
        }

        @Override
        public Class deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            throw Refusal.of(parser, "no class is loaded whose name a document contains");
        }
    }

    private static final class UnreadClassKey extends KeyDeserializer {
        @Override
        public Object deserializeKey(String key, DeserializationContext context) throws IOException {
            throw Refusal.of(context.getParser(), "no class is loaded whose name a document contains");
        }
    }

    private static final class RefusedKey extends JsonSerializer<Object> {
        @Override
        public void serialize(Object key, JsonGenerator generator, SerializerProvider provider) throws IOException {
            throw Refusal.of(
                    generator,
                    key.getClass().getName() + " is the key of a map, and JSON has text keys only. "
                            + "Use its id as the key, or give the class a @JsonKey method and a creator from String");
        }
    }
}
