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
            public Object getEmbeddedObject() throws IOException {
                Object held = super.getEmbeddedObject();
                return held instanceof ReferenceSlot slot ? resolve(slot) : held;
            }
        };
    }
}
