package io.sepia.internal.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.sepia.document.ObjectKey;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The state of encoding one object. Serializers find it as an attribute of their provider. */
final class EncodeRun {
    private final Object root;
    private final ReferenceSink sink;
    private @Nullable Set<ObjectKey> references;

    EncodeRun(Object root, ReferenceSink sink) {
        this.root = root;
        this.sink = sink;
    }

    /** Returns the run of this provider, or null while documents are read. */
    static @Nullable EncodeRun of(SerializerProvider provider) {
        return (EncodeRun) provider.getAttribute(EncodeRun.class);
    }

    boolean isRoot(Object value, JsonGenerator generator) {
        return value == root && generator.getOutputContext().inRoot();
    }

    /** Returns the keys that were written as references so far. */
    Set<ObjectKey> references() {
        return references == null ? Set.of() : references;
    }

    ReferenceSink sink() {
        return sink;
    }

    /** Writes a reference to an object in memory and notifies the sink. */
    void writeTarget(Object target, JsonGenerator generator) throws IOException {
        JsonStreamContext context = generator.getOutputContext();
        Place place = new Place(context.getCurrentValue(), context.getCurrentName());
        writeKey(sink.refer(target, place), generator);
    }

    void writeKey(ObjectKey target, JsonGenerator generator) throws IOException {
        if (references == null) {
            references = new LinkedHashSet<>();
        }
        references.add(target);
        if (generator instanceof GuardedGenerator guarded && !(guarded.delegate() instanceof TokenBuffer)) {
            guarded.writeReference(target);
        } else {
            generator.writeEmbeddedObject(new ReferenceSlot(target, Object.class, false, ""));
        }
    }
}
