package io.sepia.internal.codec.platform;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBuilder;
import com.fasterxml.jackson.databind.deser.CreatorProperty;
import com.fasterxml.jackson.databind.deser.SettableBeanProperty;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A property with {@code @JsonAlias} that is read under one name: values under two names are refused, because the next
 * save would delete one of them. Null under another name is passed over: a program that knows only the former name
 * writes that.
 */
public final class OneOfNames extends SettableBeanProperty.Delegating {
    private static final long serialVersionUID = 1L;

    private OneOfNames(SettableBeanProperty property) {
        super(property);
    }

    /** Wraps the properties of a builder that have aliases. */
    public static void adapt(BeanDeserializerBuilder builder, DeserializationConfig config) {
        List<SettableBeanProperty> aliased = new ArrayList<>();
        builder.getProperties().forEachRemaining(each -> {
            if (!(each instanceof CreatorProperty) && !each.findAliases(config).isEmpty()) {
                aliased.add(each);
            }
        });
        aliased.forEach(each -> builder.addOrReplaceProperty(new OneOfNames(each), true));
    }

    @Override
    protected SettableBeanProperty withDelegate(SettableBeanProperty property) {
        return new OneOfNames(property);
    }

    @Override
    public void deserializeAndSet(JsonParser parser, DeserializationContext context, Object instance)
            throws IOException {
        if (isToBeSet(parser, context, instance)) {
            delegate.deserializeAndSet(parser, context, instance);
        }
    }

    @Override
    public Object deserializeSetAndReturn(JsonParser parser, DeserializationContext context, Object instance)
            throws IOException {
        return isToBeSet(parser, context, instance)
                ? delegate.deserializeSetAndReturn(parser, context, instance)
                : instance;
    }

    @SuppressWarnings("unchecked")
    private boolean isToBeSet(JsonParser parser, DeserializationContext context, Object instance) throws IOException {
        Map<Object, Map<String, Boolean>> all =
                (Map<Object, Map<String, Boolean>>) context.getAttribute(OneOfNames.class);
        if (all == null) {
            all = new IdentityHashMap<>();
            context.setAttribute(OneOfNames.class, all);
        }
        boolean isNull = parser.hasToken(JsonToken.VALUE_NULL);
        Map<String, Boolean> ofInstance = all.computeIfAbsent(instance, each -> new HashMap<>());
        Boolean hasValue = ofInstance.get(getName());
        if (hasValue != null && hasValue && !isNull) {
            throw Refusal.of(
                    parser, "property " + getName() + " has values under several of its names. Remove all but one");
        }
        ofInstance.merge(getName(), !isNull, Boolean::logicalOr);
        return hasValue == null || !isNull;
    }
}
