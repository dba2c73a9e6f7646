package io.sepia.internal.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.type.CollectionType;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.sepia.internal.codec.platform.Refusal;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/**
 * Reads a collection that hashes or compares its elements. Inside a cycle of objects, elements may not be filled yet
 * and would be hashed with wrong values, so the collection is filled after all objects of the cycle.
 */
final class LateSetDeserializer extends JsonDeserializer<Object> implements ContextualDeserializer {
    private final JsonDeserializer<?> collection;
    private final JsonDeserializer<?> elements;
    private final CollectionType type;

    LateSetDeserializer(JsonDeserializer<?> collection, JsonDeserializer<?> elements, CollectionType type) {
        this.collection = collection;
        this.elements = elements;
        this.type = type;
    }

    /** Wraps {@code collection}. The deserializer of the elements is found in {@link #createContextual}. */
    LateSetDeserializer(JsonDeserializer<?> collection, CollectionType type) {
        this(collection, collection, type);
    }

    @Override
    public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property)
            throws JsonMappingException {
        JsonDeserializer<?> whole = context.handleSecondaryContextualization(collection, property, type);
        JsonDeserializer<?> list = context.findContextualValueDeserializer(
                context.getTypeFactory().constructCollectionType(List.class, type.getContentType()), property);
        return new LateSetDeserializer(whole, list, type);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        DecodeRun run = DecodeRun.of(context);
        if (run == null || !run.isCycle() || !parser.hasToken(JsonToken.START_ARRAY)) {
            return collection.deserialize(parser, context);
        }
        int before = run.unfilledTargets();
        try (TokenBuffer copy = context.bufferAsCopyOfValue(parser);
                JsonParser again = copy.asParserOnFirstToken()) {
            if (run.unfilledTargets() == before) {
                return collection.deserialize(again, context);
            }
            if (run.isWhole()) {
                throw Refusal.of(
                        parser,
                        "a set inside a cycle of references cannot be passed to a record or creator, because its "
                                + "elements are not whole yet. Use a List, a Ref or a class with a no-argument constructor");
            }
            List<Object> read = (List<Object>) elements.deserialize(again, context);
            Collection<Object> late = empty(context);
            run.later(() -> late.addAll(read));
            return late;
        }
    }

    @SuppressWarnings("unchecked")
    private Collection<Object> empty(DeserializationContext context) throws IOException {
        try (TokenBuffer array = new TokenBuffer(null, false)) {
            array.writeStartArray();
            array.writeEndArray();
            try (JsonParser parser = array.asParserOnFirstToken()) {
                return (Collection<Object>) collection.deserialize(parser, context);
            }
        }
    }
}
