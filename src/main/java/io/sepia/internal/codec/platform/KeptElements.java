package io.sepia.internal.codec.platform;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/**
 * Refuses a list with equal elements that is read as a set, and an object with several names of one key that is read as
 * a map: the next save would delete the others.
 */
public final class KeptElements extends DelegatingDeserializer {
    private static final long serialVersionUID = 1L;

    /** Wraps a reader of sets or maps. */
    public KeptElements(JsonDeserializer<?> reader) {
        super(reader);
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> reader) {
        return new KeptElements(reader);
    }

    @Override
    public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property)
            throws JsonMappingException {
        boolean leavesOut = property != null
                && (property.getMetadata().getContentNulls() == Nulls.SKIP
                        || property.getAnnotation(JsonIgnoreProperties.class) != null);
        JsonDeserializer<?> found = super.createContextual(context, property);
        return leavesOut && found instanceof KeptElements kept ? kept.getDelegatee() : found;
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.isExpectedStartArrayToken() && !parser.isExpectedStartObjectToken()) {
            return super.deserialize(parser, context);
        }
        // The context of the list or object keeps its count after the end.
        JsonStreamContext whole = parser.getParsingContext();
        Object read = super.deserialize(parser, context);
        int kept = read instanceof Set<?> set
                ? set.size()
                : read instanceof Map<?, ?> map ? map.size() : whole.getEntryCount();
        if (kept < whole.getEntryCount()) {
            throw Refusal.of(
                    parser,
                    read instanceof Set
                            ? "expected a set, found a list with equal elements"
                            : "expected a map, found an object with several names of one key");
        }
        return read;
    }
}
