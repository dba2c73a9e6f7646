package io.sepia.internal.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import io.sepia.document.StoredDocument;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.InvalidQueryException;
import io.sepia.internal.codec.classes.StorageNames;
import io.sepia.internal.json.FieldPath;
import io.sepia.model.Ref;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Creates objects from some members of documents. Thread-safe.
 *
 * @param <R> the type of the created objects
 */
public record Projection<R>(ObjectMapper mapper, Class<R> type, ObjectReader reader, Shape shape, Ref.Resolver lazily) {
    static <R> Projection<R> of(
            ObjectMapper mapper,
            FieldTypes types,
            Shapes shapes,
            Class<R> type,
            @Nullable ObjectModel<?> model,
            Set<String> ofOthers,
            Ref.Resolver lazily) {
        JavaType wanted = mapper.constructType(type);
        for (BeanPropertyDefinition each :
                mapper.getDeserializationConfig().introspect(wanted).findProperties()) {
            check(types, each, type, model, ofOthers);
        }
        ObjectReader reader = mapper.readerFor(wanted).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        return new Projection<>(mapper, type, reader, shapes.ofRoot(wanted), lazily);
    }

    private static void check(
            FieldTypes types,
            BeanPropertyDefinition property,
            Class<?> type,
            @Nullable ObjectModel<?> model,
            Set<String> ofOthers) {
        String name = property.getName();
        JavaType held = FieldTypes.content(property.getPrimaryType());
        JavaType element = held.isContainerType() && held.getContentType() != null ? held.getContentType() : held;
        if (StorageNames.isStored(element.getRawClass())) {
            throw new InvalidQueryException("Property " + name + " of " + type.getName() + " is a "
                    + element.getRawClass().getSimpleName() + ", which a projection does not load. Declare it as Ref<"
                    + element.getRawClass().getSimpleName() + ">, or list whole objects.");
        }
        if (model == null
                || ofOthers.contains(name) && types.properties(model.javaType()).lacks(name)) {
            return;
        }
        types.at(model.javaType(), new FieldPath(List.of(new FieldPath.Name(name))), true);
        if (name.equals(model.versionProperty())) {
            throw new InvalidQueryException("Property " + name + " of " + type.getName() + " is the version of "
                    + model.name() + ", which is not part of the documents. Use findVersioned for versions.");
        }
    }

    /**
     * Returns the object for one document.
     *
     * @throws DocumentFormatException if the document does not fit the type
     */
    public R of(StoredDocument document) {
        try {
            if (ReservedNames.areBytes(document.content(), mapper)) {
                throw new DocumentFormatException(
                        document.key() + " holds bytes that are not valid UTF-8, which have no properties.");
            }
            DecodeRun run = new DecodeRun(false, ReferenceTargets.NONE, lazily);
            ObjectReader running = reader.withAttribute(DecodeRun.class, run);
            R made;
            try (JsonParser parser = ReservedNames.mayOccurIn(document.content())
                    ? run.resolving(DocumentScanner.scan(mapper, document.content(), shape)
                            .tokens()
                            .asParser(mapper))
                    : mapper.createParser(document.content())) {
                made = read(running, parser, document);
            }
            if (made == null) {
                throw new DocumentFormatException(
                        document.key() + " holds JSON null, which is not a " + type.getName() + ".");
            }
            return made;
        } catch (IOException e) {
            throw JacksonErrors.reading(document.key(), type, null, e);
        }
    }

    private R read(ObjectReader running, JsonParser parser, StoredDocument document) {
        try {
            return running.readValue(parser);
        } catch (IOException e) {
            throw JacksonErrors.reading(document.key(), type, parser.currentToken(), e);
        }
    }
}
