package io.sepia.internal.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.SerializerFactoryConfig;
import com.fasterxml.jackson.databind.ser.BeanSerializerFactory;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.sepia.document.ObjectKey;
import io.sepia.document.OnDelete;
import io.sepia.document.StoredDocument;
import io.sepia.error.DocumentFormatException;
import io.sepia.internal.codec.classes.StorageNames;
import io.sepia.internal.codec.key.IdKind;
import io.sepia.internal.codec.platform.StrictReading;
import io.sepia.internal.json.DocumentText;
import io.sepia.internal.json.Surrogates;
import io.sepia.internal.matching.Query;
import io.sepia.internal.vector.VectorField;
import io.sepia.model.Ref;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Converts objects to documents and back. It knows classes, ids, versions and references, but no store: while writing,
 * it reports each referenced object to a {@link ReferenceSink}; while reading, it gets targets from
 * {@link ReferenceTargets}.
 *
 * <p>Thread-safe. See decision 0005.
 */
public final class ObjectCodec {
    private static final TypeReference<Map<String, Object>> METADATA = new TypeReference<>() {};

    private final ObjectMapper mapper;
    private final ModelRegistry models;
    private final Shapes shapes;
    private final BeanProperties properties;
    private final SealedTypes sealedTypes;
    private final FieldTypes fieldTypes;
    private final QueryValues queryValues;
    private final SearchableFields searchableFields;
    private final VectorFields vectorFields;
    private final Ref.Resolver lazily;
    private final Positions positions = new Positions();
    private final ReadBack readBack;
    private final Map<Class<?>, ObjectReader> readers = new ConcurrentHashMap<>();
    private final Map<Class<?>, ObjectWriter> writers = new ConcurrentHashMap<>();

    /**
     * Creates a codec.
     *
     * @param lazily loads the targets of the {@code Ref}s that are read
     */
    public ObjectCodec(CodecSettings settings, Ref.Resolver lazily) {
        ObjectMapper given = settings.mapper();
        this.sealedTypes = new SealedTypes(
                settings.types(), given == null, settings.marks() ? new OpenMarks(settings.types()) : null);
        this.mapper = given == null ? Mappers.own() : given.copy();
        Mappers.adapt(mapper, sealedTypes, given == null);
        this.models = new ModelRegistry(mapper, sealedTypes, settings.steps());
        StrictReading strict = settings.convert() ? null : new StrictReading(mapper);
        mapper.registerModule(new ReferenceModule(mapper, models, given == null, strict));
        if (mapper.getSerializerFactory().getClass() == BeanSerializerFactory.class) {
            SerializerFactoryConfig config = ((BeanSerializerFactory) mapper.getSerializerFactory()).getFactoryConfig();
            mapper.setSerializerFactory(new TellingSerializers(config, given == null));
        }
        this.shapes = new Shapes(mapper, sealedTypes);
        this.fieldTypes = new FieldTypes(mapper, sealedTypes);
        FieldWriter writer = new FieldWriter(mapper, QueryValues.references(models));
        this.searchableFields = new SearchableFields(fieldTypes);
        this.vectorFields = new VectorFields(fieldTypes);
        this.queryValues = new QueryValues(models, fieldTypes, writer, new FieldForms(writer, fieldTypes));
        this.properties = new BeanProperties(mapper);
        this.lazily = lazily;
        this.readBack = new ReadBack(mapper, this);
        settings.types().stream().filter(StorageNames::isStored).forEach(models::model);
    }

    /**
     * Returns the model of a class.
     *
     * @throws io.sepia.error.MappingException if the class cannot be stored as it is written
     */
    public <T> ObjectModel<T> model(Class<T> type) {
        return models.model(Objects.requireNonNull(type, "type"));
    }

    /**
     * Returns the model of the class of an object that a caller passed.
     *
     * @throws DocumentFormatException if it is null
     */
    public ObjectModel<?> modelOf(@Nullable Object object) {
        if (object == null) {
            throw new DocumentFormatException("null was given in place of an object. Leave it out.");
        }
        return models.model(object.getClass());
    }

    /**
     * Returns the model of the class that a reference leads to.
     *
     * @param declared the declared type of the property that holds the reference
     * @throws io.sepia.error.MappingException if no class of that name is known
     */
    public ObjectModel<?> target(ObjectKey key, Class<?> declared) {
        return models.target(key, declared);
    }

    /** Does the same for a reference in the document of {@code holder}, which the message names. */
    public ObjectModel<?> target(ReferenceSlot slot, ObjectKey holder) {
        return models.target(slot.target(), slot.declared(), " of " + holder + " at " + slot.path());
    }

    /** Returns a view of the storage names of the classes met so far that have events; it grows. */
    public Set<String> withEvents() {
        return models.withEvents();
    }

    /** Returns what the class of this storage name declares for references to its objects; empty if it was not met. */
    public Optional<OnDelete> onDelete(String className) {
        return models.onDelete(className);
    }

    /** Returns whether two objects have the same document, apart from their versions. */
    public boolean isSame(Object a, Object b) {
        return a.getClass() == b.getClass() && readBack.difference(a, b, models.model(a.getClass())) == null;
    }

    /** Returns a new id for a document without one. */
    public static UUID newId() {
        return IdKind.newUuid();
    }

    /**
     * Replaces {@code old} by {@code replacement} at a place in the application's object.
     *
     * @return an action that undoes the change, or null if the place could not be changed
     */
    public @Nullable Runnable replace(Place place, Object old, Object replacement) {
        return place.replace(properties, old, replacement).orElse(null);
    }

    /**
     * Encodes {@code object}, which must have an id.
     *
     * @throws DocumentFormatException if a value in it has no JSON form
     */
    public EncodedObject encode(Object object, ReferenceSink sink) {
        ObjectModel<?> model = models.model(object.getClass());
        EncodeRun run = new EncodeRun(object, sink);
        try {
            String content = model.isBytes() ? bytes(object, run) : json(object, model, run);
            if (content.length() > DocumentText.MAX_LENGTH) {
                throw new DocumentFormatException("An object of class " + model.name() + " takes " + content.length()
                        + " characters of JSON; at most " + DocumentText.MAX_LENGTH + " are allowed. Split it.");
            }
            return new EncodedObject(model.schemas().marked(Surrogates.escapeLone(content)), run.references());
        } catch (IOException e) {
            throw JacksonErrors.writing("Class " + model.name(), e);
        }
    }

    private String json(Object object, ObjectModel<?> model, EncodeRun run) throws IOException {
        ObjectWriter writer =
                writers.computeIfAbsent(object.getClass(), mapper::writerFor).withAttribute(EncodeRun.class, run);
        PositionTrail trail = new PositionTrail(positions);
        String content = text(mapper, generator -> writer.writeValue(generator, object), trail);
        if (trail.isFresh()) {
            readBack.check(object, model, model.schemas().marked(Surrogates.escapeLone(content)), run);
            trail.accept();
        }
        return content;
    }

    /** Writes a value. The application's data that looks like a reserved form is escaped. */
    static String text(ObjectMapper mapper, Writing value, PositionTrail trail) throws IOException {
        CountingWriter text = new CountingWriter();
        JsonGenerator plain = mapper.createGenerator(text);
        GuardedGenerator guarded;
        try (GuardedGenerator generator = new GuardedGenerator(plain, trail, text::length)) {
            guarded = generator;
            value.to(generator);
        }
        String written = text.toString();
        return guarded.metReservedNames() ? ReservedNames.escape(written, guarded.references(), mapper) : written;
    }

    interface Writing {
        void to(JsonGenerator generator) throws IOException;
    }

    private String bytes(Object object, EncodeRun run) throws IOException {
        try (TokenBuffer tokens = new TokenBuffer(mapper, false)) {
            mapper.writer().withAttribute(EncodeRun.class, run).writeValue(tokens, object);
            byte[] bytes = mapper.treeToValue(mapper.readTree(tokens.asParser(mapper)), byte[].class);
            return mapper.writeValueAsString(ReservedNames.ofBytes(bytes));
        }
    }

    /**
     * Scans a document for references before it is read as {@code model}.
     *
     * @throws DocumentFormatException if it is not JSON, or cannot be migrated to the schema of the class
     */
    public ScannedDocument scan(StoredDocument stored, ObjectModel<?> model) {
        StoredDocument document = model.schemas().present(stored);
        if (!ReservedNames.mayOccurIn(document.content()) || model.isBytes() || model.isText()) {
            return new ScannedDocument(document, model, null, List.of());
        }
        try {
            DocumentScanner.Scan scan =
                    DocumentScanner.scan(mapper, document.content(), shapes.ofRoot(model.javaType()));
            return new ScannedDocument(document, model, scan.tokens(), scan.eager());
        } catch (IOException e) {
            throw JacksonErrors.reading(document.key(), model.type(), null, e);
        }
    }

    /**
     * Returns a decoder for one document, or for several that refer to each other in a cycle.
     *
     * @param cycle whether there are several documents, or one that refers to itself
     */
    public ObjectDecoder decoder(boolean cycle, ReferenceTargets targets) {
        return new ObjectDecoder(mapper, readers, fieldTypes, cycle, targets, lazily);
    }

    /**
     * Returns the query in the form that backends take: values in their stored JSON form, references by key.
     *
     * @param model the model of the queried class, against which fields are checked; null if it is unknown
     * @throws io.sepia.error.InvalidQueryException if the class has no such field, or the field no such value
     */
    public Query bind(Query query, @Nullable ObjectModel<?> model) {
        return bind(query, model, List.of());
    }

    /**
     * Does the same for a class that is queried with others.
     *
     * @param all the models of all queried classes. A property that only others have is missing
     */
    public Query bind(Query query, @Nullable ObjectModel<?> model, List<ObjectModel<?>> all) {
        return new QueryBinding(fieldTypes, queryValues, searchableFields, model, QueryBinding.names(fieldTypes, all))
                .bind(query);
    }

    /**
     * Returns a property of a class that is a vector.
     *
     * @param property its name; null for the only one
     * @throws io.sepia.error.InvalidQueryException if there is no such property, or no name and several
     */
    public VectorField vector(ObjectModel<?> model, @Nullable String property) {
        return vectorFields.of(model, property);
    }

    /** Returns whether a class has no objects of its own, but subclasses that are known. */
    public boolean isQueriedBySubclasses(Class<?> type) {
        return SealedTypes.isAbstract(type) && !sealedTypes.subclasses(type).isEmpty();
    }

    /**
     * Returns the models of a class and its subclasses, without classes that have no objects of their own.
     *
     * @throws io.sepia.error.InvalidQueryException if the subclasses are not known
     */
    public List<ObjectModel<?>> withSubclasses(Class<?> type) {
        return models.withSubclasses(Objects.requireNonNull(type, "type"));
    }

    /**
     * Returns a projection of documents to {@code type}.
     *
     * @param model the model of the documents' class, which must have the properties; null if it is unknown
     * @throws io.sepia.error.InvalidQueryException if that class does not have the properties
     * @throws io.sepia.error.MappingException if {@code type} cannot be created from JSON
     */
    public <R> Projection<R> projection(Class<R> type, @Nullable ObjectModel<?> model) {
        return projection(type, model, List.of());
    }

    /**
     * Does the same for a class that is queried with others.
     *
     * @param all the models of all queried classes. A property that only others have is missing
     */
    public <R> Projection<R> projection(Class<R> type, @Nullable ObjectModel<?> model, List<ObjectModel<?>> all) {
        Objects.requireNonNull(type, "type");
        return Projection.of(mapper, fieldTypes, shapes, type, model, QueryBinding.names(fieldTypes, all), lazily);
    }

    /**
     * Returns the names of the members of a document that no property of the class has, apart from embedded objects.
     */
    public List<String> unknownMembers(StoredDocument document, ObjectModel<?> model) {
        return fieldTypes.unknownMembers(document.content(), model.javaType());
    }

    /** Returns metadata in stored form, or null for none. */
    public @Nullable String writeMetadata(ObjectKey key, @Nullable Map<String, ?> metadata) {
        return metadata == null ? null : writeMetadata(key.toString(), metadata);
    }

    /** Returns metadata in stored form; {@code of} names its owner in messages. */
    public String writeMetadata(String of, Map<String, ?> metadata) {
        StringWriter text = new StringWriter();
        try (GuardedGenerator generator =
                new GuardedGenerator(mapper.createGenerator(text), new PositionTrail(null), () -> 0).withoutMarks()) {
            mapper.writer().writeValue(generator, metadata);
        } catch (IOException e) {
            throw JacksonErrors.writing("Metadata of " + of, e);
        }
        return Surrogates.escapeLone(text.toString());
    }

    /** Returns metadata as a map, empty for none. */
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

    /** Collects text and knows how much it has. */
    private static final class CountingWriter extends Writer {
        private final StringBuilder text = new StringBuilder(512);

        int length() {
            return text.length();
        }

        @Override
        public void write(char[] characters, int offset, int length) {
            text.append(characters, offset, length);
        }

        @Override
        public void write(int character) {
            text.append((char) character);
        }

        @Override
        public void write(String string, int offset, int length) {
            text.append(string, offset, offset + length);
        }

        @Override
        public void flush() {
            // All text is in memory.
        }

        @Override
        public void close() {
            // No resources are held.
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
