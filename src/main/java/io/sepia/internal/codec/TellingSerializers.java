package io.sepia.internal.codec;

import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.SerializerFactoryConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.ser.BeanSerializerFactory;
import com.fasterxml.jackson.databind.ser.SerializerFactory;
import io.sepia.internal.codec.classes.StorageNames;

/**
 * Lets serializers that classes name in annotations tell the generator the class of their values. Modifiers of
 * serializers do not see them.
 */
final class TellingSerializers extends BeanSerializerFactory {
    private static final long serialVersionUID = 1L;

    private final boolean ownForms;

    TellingSerializers(SerializerFactoryConfig config, boolean ownForms) {
        super(config);
        this.ownForms = ownForms;
    }

    @Override
    public SerializerFactory withConfig(SerializerFactoryConfig config) {
        return new TellingSerializers(config, ownForms);
    }

    @Override
    @SuppressWarnings("unchecked")
    public JsonSerializer<Object> createSerializer(SerializerProvider provider, JavaType type)
            throws JsonMappingException {
        JsonSerializer<Object> made = super.createSerializer(provider, type);
        AnnotatedClass annotated =
                provider.getConfig().introspectClassAnnotations(type).getClassInfo();
        AnnotationIntrospector annotations = provider.getAnnotationIntrospector();
        boolean named = annotations.findSerializer(annotated) != null
                || annotations.findSerializationConverter(annotated) != null;
        return named && !StorageNames.isStored(type.getRawClass()) ? new ScalarSerializer(made, ownForms) : made;
    }
}
