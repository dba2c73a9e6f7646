package io.sepia.internal.codec;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.PolymorphicTypeValidator;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.sepia.internal.codec.classes.ApplicationClasses;
import io.sepia.internal.codec.kotlin.KotlinIntrospector;
import io.sepia.internal.codec.kotlin.KotlinModules;
import io.sepia.internal.codec.vector.VectorIntrospector;
import io.sepia.internal.json.DocumentText;

/** Configures Jackson so that everything written can be read back, and everything else is refused. */
final class Mappers {
    private Mappers() {}

    /**
     * Returns the store's own mapper: fields of any visibility, java.time, Optional, and Kotlin's module if present.
     */
    static ObjectMapper own() {
        JsonMapper.Builder builder = JsonMapper.builder()
                .visibility(PropertyAccessor.FIELD, Visibility.ANY)
                .visibility(PropertyAccessor.GETTER, Visibility.NONE)
                .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
                .visibility(PropertyAccessor.SETTER, Visibility.NONE)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .enable(SerializationFeature.WRITE_DATES_WITH_ZONE_ID)
                .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(MapperFeature.PROPAGATE_TRANSIENT_MARKER)
                .addModule(new JavaTimeModule())
                .addModule(new Jdk8Module());
        KotlinModules.find().ifPresent(builder::addModule);
        return builder.build();
    }

    /**
     * Adapts {@code mapper}, which must be the store's own or a copy. Whatever its previous configuration, numbers
     * become exact, duplicate keys are refused, class names in documents have no meaning, and the limits apply.
     * {@link #whole} refuses text after a document.
     *
     * @param byFields whether this is the store's own mapper, which finds properties by their fields
     */
    static void adapt(ObjectMapper mapper, SealedTypes sealedTypes, boolean byFields) {
        mapper.getFactory()
                .setStreamReadConstraints(DocumentText.readConstraints())
                .setStreamWriteConstraints(StreamWriteConstraints.builder()
                        .maxNestingDepth(DocumentText.MAX_DEPTH)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature())
                .enable(StreamWriteFeature.STRICT_DUPLICATE_DETECTION.mappedFeature())
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION.mappedFeature());
        for (JsonReadFeature lenient : JsonReadFeature.values()) {
            mapper.getFactory().disable(lenient.mappedFeature());
        }
        JsonInclude.Value inclusion = mapper.getSerializationConfig().getDefaultPropertyInclusion();
        mapper.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.FAIL_ON_IGNORED_PROPERTIES)
                .addHandler(new DecodeRun.UnknownProperties())
                .setDefaultPropertyInclusion(inclusion.withContentInclusion(JsonInclude.Include.ALWAYS))
                .disable(SerializationFeature.INDENT_OUTPUT)
                .disable(SerializationFeature.WRAP_ROOT_VALUE)
                .disable(DeserializationFeature.UNWRAP_ROOT_VALUE);
        mapper.configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);
        mapper.deactivateDefaultTyping();
        mapper.setPolymorphicTypeValidator(new NoClassNames());
        AnnotationIntrospector introspector = mapper.getSerializationConfig().getAnnotationIntrospector();
        mapper.setAnnotationIntrospector(AnnotationIntrospector.pair(
                introspector,
                AnnotationIntrospector.pair(
                        sealedTypes,
                        AnnotationIntrospector.pair(
                                new ApplicationClasses(byFields),
                                AnnotationIntrospector.pair(
                                        new VectorIntrospector(), new KotlinIntrospector(introspector))))));
    }

    /**
     * Returns a reader that refuses text after the value. This is not a setting of the mapper, because an application's
     * deserializer may ask its parser for a value in the middle of a document.
     */
    static ObjectReader whole(ObjectReader reader) {
        return reader.with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /** Refuses {@code @JsonTypeInfo(use = CLASS)}, which would let a document choose the class to load. */
    private static final class NoClassNames extends PolymorphicTypeValidator.Base {
        @Override
        public Validity validateBaseType(MapperConfig<?> config, JavaType baseType) {
            return Validity.DENIED;
        }
    }
}
