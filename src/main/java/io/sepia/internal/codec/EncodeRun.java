package io.sepia.internal.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import io.sepia.document.ObjectKey;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The state of encoding one object. Serializers find it as an attribute of their provider. */
final class EncodeRun {
    private final Object root;
    private final ReferenceSink sink;
    private @Nullable Map<ObjectKey, Object> references;

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
        return references == null ? Set.of() : references.keySet();
    }

    /** Returns the object in memory that a written reference leads to, or null if there is none. */
    @Nullable
    Object target(ObjectKey key) {
        Object target = references == null ? null : references.get(key);
        return target instanceof ObjectKey ? null : target;
    }

    ReferenceSink sink() {
        return sink;
    }

    /** Writes a reference to an object in memory and notifies the sink. */
    void writeTarget(Object target, JsonGenerator generator) throws IOException {
        JsonStreamContext context = generator.getOutputContext();
        Place place = new Place(context.getCurrentValue(), context.getCurrentName());
        writeKey(sink.refer(target, place), target, generator);
    }

    void writeKey(ObjectKey target, JsonGenerator generator) throws IOException {
        writeKey(target, target, generator);
    }

    private void writeKey(ObjectKey target, Object object, JsonGenerator generator) throws IOException {
        if (references == null) {
            references = new LinkedHashMap<>();
        }
        if (object instanceof ObjectKey) {
            references.putIfAbsent(target, object);
        } else {
            references.put(target, object);
        }
        if (generator instanceof GuardedGenerator guarded) {
            guarded.writeReference(target);
        } else {
            generator.writeEmbeddedObject(new ReferenceSlot(target, Object.class, false, ""));
        }
    }
}
