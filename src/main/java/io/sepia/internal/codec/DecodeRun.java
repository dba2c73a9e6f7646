package io.sepia.internal.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationContext;
import io.sepia.error.MappingException;
import io.sepia.model.Ref;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One group of documents on its way to objects: a single one, or a circle of them. Deserializers find it as an
 * attribute of their context.
 */
final class DecodeRun {
    private final ReferenceTargets targets;
    private final Ref.Resolver lazily;
    private final List<Runnable> later = new ArrayList<>();
    private final boolean circle;
    private boolean whole;
    private int unfilledTargets;

    DecodeRun(boolean circle, ReferenceTargets targets, Ref.Resolver lazily) {
        this.circle = circle;
        this.targets = targets;
        this.lazily = lazily;
    }

    static @Nullable DecodeRun of(DeserializationContext context) {
        return (DecodeRun) context.getAttribute(DecodeRun.class);
    }

    boolean isCircle() {
        return circle;
    }

    /** States whether the object that is being read must be made with all its parts at once. */
    void begin(boolean asWhole) {
        whole = asWhole;
    }

    boolean isWhole() {
        return whole;
    }

    /** How often a reference led to an object that is not filled yet. */
    int unfilledTargets() {
        return unfilledTargets;
    }

    /** Puts off what needs whole objects until all of the circle are filled. */
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
                    + slot.declared().getName() + ". Declare a type that fits both.");
        }
        if (!found.filled()) {
            unfilledTargets++;
        }
        return found.object();
    }

    /** A parser that shows targets where references stand. */
    JsonParser resolving(JsonParser parser) {
        return new JsonParserDelegate(parser) {
            @Override
            public Object getEmbeddedObject() throws IOException {
                Object held = super.getEmbeddedObject();
                return held instanceof ReferenceSlot slot ? resolve(slot) : held;
            }
        };
    }
}
