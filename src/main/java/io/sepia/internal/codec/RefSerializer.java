package io.sepia.internal.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import io.sepia.document.ObjectKey;
import io.sepia.internal.codec.platform.Refusal;
import io.sepia.model.Ref;
import java.io.IOException;
import java.util.Optional;

/** Writes a {@link Ref} as the key of the object that it holds or names. */
final class RefSerializer extends JsonSerializer<Ref<?>> {
    private final ModelRegistry models;

    RefSerializer(ModelRegistry models) {
        this.models = models;
    }

    @Override
    public void serialize(Ref<?> ref, JsonGenerator generator, SerializerProvider provider) throws IOException {
        EncodeRun run = EncodeRun.of(provider);
        if (run == null) {
            generator.writeEmbeddedObject(ref);
            return;
        }
        Optional<?> loaded = ref.loaded();
        if (loaded.isPresent()) {
            // The sink binds the Ref to its key, and undoes that if the transaction rolls back. A record in a Ref
            // cannot be replaced by a copy with an id.
            run.writeKey(run.sink().refer(loaded.get(), new Place(ref, null)), generator);
        } else if (ref.key().isPresent()) {
            run.writeKey(ref.key().get(), generator);
        } else if (ref.type().isPresent() && ref.id().isPresent()) {
            ObjectKey key = models.model(ref.type().get()).key(ref.id().get());
            ref.bind(key);
            run.writeKey(key, generator);
        } else {
            throw Refusal.of(generator, "A Ref holds no object and names none. Use null instead");
        }
    }

    @Override
    public void serializeWithType(
            Ref<?> ref, JsonGenerator generator, SerializerProvider provider, TypeSerializer types) throws IOException {
        serialize(ref, generator, provider);
    }
}
