package io.sepia.internal.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SegmentedStringWriter;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.sepia.document.ObjectKey;
import io.sepia.document.OnDelete;
import io.sepia.document.StoredDocument;
import io.sepia.error.DocumentFormatException;
import io.sepia.internal.matching.Query;
import io.sepia.model.Ref;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Objects to documents and back. It knows classes, ids, versions and references, but no store: what an object refers to
 * is told to a {@link ReferenceSink} while writing, and asked of {@link ReferenceTargets} while reading.
 *
 * <p>Thread-safe.
 */
public final class ObjectCodec {
    private static final TypeReference<Map<String, Object>> METADATA = new TypeReference<>() {};

    private final ObjectMapper mapper;
    private final ModelRegistry models;
    private final Shapes shapes;
    private final BeanProperties properties;
    private final SealedTypes sealedTypes;
    private final FieldTypes fieldTypes;
    private final Ref.Resolver lazily;
    private final Map<Class<?>, ObjectReader> readers = ObjectDecoder.readers();
    private final Map<Class<?>, ObjectWriter> writers = new ConcurrentHashMap<>();

    /**
     * Makes a codec.
     *
     * @param lazily loads the targets of {@code Ref}s that are read
     */
    public ObjectCodec(CodecSettings settings, Ref.Resolver lazily) {
        ObjectMapper given = settings.mapper();
        this.sealedTypes = new SealedTypes(settings.types(), given == null);
        this.mapper = given == null ? Mappers.own() : given.copy();
        Mappers.adapt(mapper, sealedTypes, given == null);
        this.models = new ModelRegistry(mapper, sealedTypes);
        mapper.registerModule(new ReferenceModule(models));
        this.shapes = new Shapes(mapper, sealedTypes);
        this.fieldTypes = new FieldTypes(mapper, sealedTypes);
        this.properties = new BeanProperties(mapper);
        this.lazily = lazily;
        settings.types().stream().filter(StorageNames::isStored).forEach(models::model);
    }

    /**
     * The model of a class.
     *
     * @throws io.sepia.error.MappingException if it cannot be stored as it is written
     */
    public <T> ObjectModel<T> model(Class<T> type) {
        return models.model(type);
    }

    /**
     * The model of the class that a reference leads to.
     *
     * @param declared what the property that holds it is declared as
     * @throws io.sepia.error.MappingException if no class of that name is known
     */
    public ObjectModel<?> target(ObjectKey key, Class<?> declared) {
        return models.target(key, declared);
    }

    /** The storage names of the classes met so far that say that they have events; a view that grows. */
    public Set<String> withEvents() {
        return models.withEvents();
    }

    /** What the class of this storage name says of references to its objects; empty if no such class was met so far. */
    public Optional<OnDelete> onDelete(String className) {
        return models.onDelete(className);
    }

    /** A new id for a document that has none. */
    public static UUID newId() {
        return IdKind.newUuid();
    }

    /**
     * Puts {@code replacement} where {@code old} stands in the application's object.
     *
     * @return what undoes that, or null if nothing could be changed there
     */
    public @Nullable Runnable replace(Place place, Object old, Object replacement) {
        return place.replace(properties, old, replacement).orElse(null);
    }

    /**
     * Writes {@code object}, which has an id.
     *
     * @throws DocumentFormatException if a value in it has no JSON form
     */
    public EncodedObject encode(Object object, ReferenceSink sink) {
        ObjectModel<?> model = models.model(object.getClass());
        EncodeRun run = new EncodeRun(object, sink);
        try {
            String content = model.isBytes() ? bytes(object, run) : json(object, run);
            if (content.length() > Mappers.MAX_LENGTH) {
                throw new DocumentFormatException("An object of class " + model.name() + " takes " + content.length()
                        + " characters of JSON; at most " + Mappers.MAX_LENGTH + " are allowed. Split it.");
            }
            return new EncodedObject(Surrogates.escapeLone(content), run.references());
        } catch (IOException e) {
            throw JacksonErrors.writing("Class " + model.name(), e);
        }
    }

    private String json(Object object, EncodeRun run) throws IOException {
        ObjectWriter writer =
                writers.computeIfAbsent(object.getClass(), mapper::writerFor).withAttribute(EncodeRun.class, run);
        SegmentedStringWriter text =
                new SegmentedStringWriter(mapper.getFactory()._getBufferRecycler());
        boolean reserved;
        try (GuardedGenerator generator = new GuardedGenerator(mapper.createGenerator(text))) {
            writer.writeValue(generator, object);
            reserved = generator.metReservedNames();
        }
        return reserved ? escapedJson(object, writer) : text.getAndClear();
    }

    /** Writes once more, with the application's own data of reserved forms escaped. */
    private String escapedJson(Object object, ObjectWriter writer) throws IOException {
        JsonNode tree;
        try (TokenBuffer tokens = new TokenBuffer(mapper, false);
                GuardedGenerator guarded = new GuardedGenerator(tokens)) {
            writer.writeValue(guarded, object);
            tree = ReservedNames.escape(mapper.readTree(tokens.asParser(mapper)));
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = mapper.createGenerator(text)) {
            ReservedNames.write(tree, generator);
        }
        return text.toString();
    }

    private String bytes(Object object, EncodeRun run) throws IOException {
        try (TokenBuffer tokens = new TokenBuffer(mapper, false)) {
            mapper.writer().withAttribute(EncodeRun.class, run).writeValue(tokens, object);
            byte[] bytes = mapper.treeToValue(mapper.readTree(tokens.asParser(mapper)), byte[].class);
            return mapper.writeValueAsString(ReservedNames.ofBytes(bytes));
        }
    }

    /**
     * Goes through a document that is to be read as {@code model}, looking for references.
     *
     * @throws DocumentFormatException if it is no JSON
     */
    public ScannedDocument scan(StoredDocument document, ObjectModel<?> model) {
        if (!ReservedNames.mayOccurIn(document.content()) || model.isBytes() || model.isText()) {
            return new ScannedDocument(document, model, null, List.of());
        }
        try {
            DocumentScanner.Scan scan =
                    DocumentScanner.scan(mapper, document.content(), shapes.ofRoot(model.javaType()));
            return new ScannedDocument(document, model, scan.tokens(), scan.eager());
        } catch (IOException e) {
            throw JacksonErrors.reading(document.key(), model.type(), e);
        }
    }

    /**
     * A decoder for one document, or for several that refer to each other in a circle.
     *
     * @param circle whether there are several, or one that refers to itself
     */
    public ObjectDecoder decoder(boolean circle, ReferenceTargets targets) {
        return new ObjectDecoder(mapper, readers, circle, targets, lazily);
    }

    /**
     * The query as backends take it: values in the JSON form that is stored, references by key.
     *
     * @param model of the class that is queried, whose fields are checked; null if nothing is known of it
     * @throws io.sepia.error.InvalidQueryException if the class has no such field, or the field no such value
     */
    public Query bind(Query query, @Nullable ObjectModel<?> model) {
        return new QueryBinding(mapper, models, fieldTypes, model).bind(query);
    }

    /**
     * What makes {@code type} of documents.
     *
     * @param model of the documents' class, which must have the properties; null if nothing is known of it
     * @throws io.sepia.error.InvalidQueryException if it does not have them
     * @throws io.sepia.error.MappingException if {@code type} cannot be made of JSON
     */
    public <R> Projection<R> projection(Class<R> type, @Nullable ObjectModel<?> model) {
        return Projection.of(mapper, fieldTypes, shapes, type, model, lazily);
    }

    /** Metadata in stored form, or null for none. */
    public @Nullable String writeMetadata(ObjectKey key, @Nullable Map<String, ?> metadata) {
        return metadata == null ? null : writeMetadata(key.toString(), metadata);
    }

    /** Metadata in stored form; {@code of} says in messages what it belongs to. */
    public String writeMetadata(String of, Map<String, ?> metadata) {
        StringWriter text = new StringWriter();
        try (GuardedGenerator generator = new GuardedGenerator(mapper.createGenerator(text))) {
            mapper.writer().writeValue(generator, metadata);
        } catch (IOException e) {
            throw JacksonErrors.writing("Metadata of " + of, e);
        }
        return Surrogates.escapeLone(text.toString());
    }

    /** Metadata as a map, empty for none. */
    public Map<String, Object> readMetadata(ObjectKey key, @Nullable String metadata) {
        if (metadata == null) {
            return Map.of();
        }
        try {
            return Collections.unmodifiableMap(
                    Mappers.whole(mapper.readerFor(METADATA)).readValue(metadata));
        } catch (IOException e) {
            throw JacksonErrors.parsing("Metadata of " + key, e);
        }
    }
}
