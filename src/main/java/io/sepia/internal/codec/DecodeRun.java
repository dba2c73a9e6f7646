package io.sepia.internal.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonPOJOBuilder;
import com.fasterxml.jackson.databind.deser.BuilderBasedDeserializer;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import io.sepia.document.ObjectKey;
import io.sepia.error.MappingException;
import io.sepia.internal.codec.classes.StorageNames;
import io.sepia.internal.migration.Schemas;
import io.sepia.model.Ref;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of decoding one group of documents: a single document, or a cycle of documents. Deserializers find it as an
 * attribute of their context.
 */
final class DecodeRun {
    private final ReferenceTargets targets;
    private final Ref.Resolver lazily;
    private final List<Runnable> later = new ArrayList<>();
    private final boolean cycle;
    private boolean whole;
    private int unfilledTargets;
    private @Nullable List<UnknownProperty> unknown;

    /**
     * @param holder the object that has no such property, or its class
     * @param built the class of the object if {@code holder} is its builder
     * @param number the text of the member's value if that is a whole number
     */
    private record UnknownProperty(
            Object holder,
            @Nullable Class<?> built,
            String name,
            @Nullable String number) {
        Class<?> type() {
            return built != null ? built : holder instanceof Class<?> type ? type : holder.getClass();
        }

        /** Returns whether it is a member of the document of {@code root}; objects inside are never of its class. */
        boolean isOf(Object root) {
            return holder == root || built != null && StorageNames.isStored(built) && built.isInstance(root);
        }
    }

    DecodeRun(boolean cycle, ReferenceTargets targets, Ref.Resolver lazily) {
        this.cycle = cycle;
        this.targets = targets;
        this.lazily = lazily;
    }

    static @Nullable DecodeRun of(DeserializationContext context) {
        return (DecodeRun) context.getAttribute(DecodeRun.class);
    }

    boolean isCycle() {
        return cycle;
    }

    /**
     * Starts the next object.
     *
     * @param asWhole whether its constructor or creator takes all parts at once
     */
    void begin(boolean asWhole) {
        whole = asWhole;
    }

    boolean isWhole() {
        return whole;
    }

    /**
     * Returns the members of the document just read that no property of its class reads or writes, and forgets them.
     */
    ReferenceTargets.Unknown unknown(Object root, ObjectKey key, FieldTypes types) {
        if (unknown == null) {
            return ReferenceTargets.Unknown.NONE;
        }
        List<String> members = new ArrayList<>();
        List<String> within = new ArrayList<>();
        for (UnknownProperty each : unknown) {
            boolean ofRoot = each.isOf(root);
            if (ofRoot && each.number() != null && each.name().equals(Schemas.MEMBER)) {
                if (!each.number().equals("1")) {
                    throw Schemas.later(key, 1);
                }
            } else if (!types.isWritten(each.type(), each.name())) {
                (ofRoot ? members : within)
                        .add(ofRoot ? each.name() : each.type().getSimpleName() + "." + each.name());
            }
        }
        unknown = null;
        return new ReferenceTargets.Unknown(members, within);
    }

    /** Records a member of an embedded or whole object that Jackson does not report. */
    void foundUnknown(Object holder, String name) {
        if (unknown == null) {
            unknown = new ArrayList<>(2);
        }
        unknown.add(new UnknownProperty(holder, null, name, null));
    }

    /** Returns the number of references so far that led to an object that is not filled yet. */
    int unfilledTargets() {
        return unfilledTargets;
    }

    /** Defers an action that needs filled objects until all objects of the cycle are filled. */
    void later(Runnable filling) {
        later.add(filling);
    }

    void finish() {
        later.forEach(Runnable::run);
        later.clear();
    }

    @Nullable
    Object resolve(ReferenceSlot slot) {
        if (slot.lazy()) {
            return Ref.stored(slot.target(), slot.declared(), lazily);
        }
        ReferenceTargets.Found found = targets.find(slot);
        if (found == null) {
            return null;
        }
        if (!slot.declared().isInstance(found.object())) {
            throw new MappingException("The reference to " + slot.target() + " at " + slot.path() + " leads to a "
                    + found.object().getClass().getName() + ", but the property is declared as "
                    + slot.declared().getName() + ". Declare a common supertype.");
        }
        if (!found.filled()) {
            unfilledTargets++;
        }
        return found.object();
    }

    /** Returns a parser that yields targets in place of reference slots. */
    JsonParser resolving(JsonParser parser) {
        return new JsonParserDelegate(parser) {
            @Override
            public @Nullable Object getEmbeddedObject() throws IOException {
                Object held = super.getEmbeddedObject();
                return held instanceof ReferenceSlot slot ? resolve(slot) : held;
            }
        };
    }

    /** Records the members of documents that Jackson skips. */
    static final class UnknownProperties extends DeserializationProblemHandler {
        @Override
        public boolean handleUnknownProperty(
                DeserializationContext context,
                JsonParser parser,
                JsonDeserializer<?> deserializer,
                Object holder,
                String name)
                throws IOException {
            DecodeRun run = of(context);
            if (run != null) {
                if (run.unknown == null) {
                    run.unknown = new ArrayList<>(2);
                }
                boolean isNumber = parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
                Class<?> built =
                        deserializer instanceof BuilderBasedDeserializer ? built(context, holder.getClass()) : null;
                run.unknown.add(new UnknownProperty(holder, built, name, isNumber ? parser.getText() : null));
            }
            return false;
        }

        /** Returns the class that a builder builds, or null if it is not found. */
        private static @Nullable Class<?> built(DeserializationContext context, Class<?> builder) {
            BeanDescription bean = context.getConfig().introspect(context.constructType(builder));
            JsonPOJOBuilder.Value settings =
                    context.getAnnotationIntrospector().findPOJOBuilderConfig(bean.getClassInfo());
            AnnotatedMethod build = bean.findMethod(settings == null ? "build" : settings.buildMethodName, null);
            return build == null ? null : build.getRawType();
        }
    }
}
