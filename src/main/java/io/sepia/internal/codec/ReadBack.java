package io.sepia.internal.codec;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.StorageException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the document of an object before it is stored, and refuses the object unless it comes back equal. Runs when an
 * object contains a kind of value at a place where none of that kind was read back yet. See decision 0150.
 */
final class ReadBack {
    private final ObjectMapper mapper;
    private final ObjectCodec codec;
    /** The names of the properties that each class reads. Jackson would introspect a class at every request. */
    private final Map<JavaType, Set<String>> readProperties = new ConcurrentHashMap<>();

    ReadBack(ObjectMapper mapper, ObjectCodec codec) {
        this.mapper = mapper;
        this.codec = codec;
    }

    /**
     * Checks an object that was just encoded.
     *
     * @throws DocumentFormatException if it cannot be read, or is read as something else
     */
    void check(Object object, ObjectModel<?> model, String content, EncodeRun run) {
        ObjectKey key = model.keyOf(object);
        if (key == null) {
            return;
        }
        StoredDocument document =
                new StoredDocument(key, ObjectType.CONTAINER, content, null, 1, Instant.EPOCH, Instant.EPOCH);
        Object copy;
        try {
            copy = codec.decoder(false, slot -> {
                        Object target = run.target(slot.target());
                        return target == null ? null : new ReferenceTargets.Found(target, true);
                    })
                    .whole(codec.scan(document, model));
        } catch (StorageException e) {
            throw JacksonErrors.notReadBack(key, e);
        }
        String difference = difference(object, copy, model);
        if (difference != null) {
            throw new DocumentFormatException("An object of class " + model.name()
                    + " cannot be stored, because it would not be loaded as it is: " + difference);
        }
    }

    /** Returns what differs between two objects of a class, or null if they are equal. */
    @Nullable
    String difference(Object object, Object copy, ObjectModel<?> model) {
        return new ValueComparison(mapper, model.versionProperty(), readProperties).root(object, copy);
    }
}
