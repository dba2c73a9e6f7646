package io.sepia.internal.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.sepia.document.StoredDocument;
import io.sepia.error.DocumentFormatException;
import io.sepia.model.Ref;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Creates objects from scanned documents: a single document, or all documents of a cycle. Not thread-safe; use a new
 * decoder for each group.
 */
public final class ObjectDecoder {
    private final ObjectMapper mapper;
    private final Map<Class<?>, ObjectReader> readers;
    private final DecodeRun run;
    private final FieldTypes types;
    private final ReferenceTargets targets;
    /** The readers with this run as an attribute, by the type of the model. */
    private final Map<Class<?>, ObjectReader> own = new HashMap<>(2);

    ObjectDecoder(
            ObjectMapper mapper,
            Map<Class<?>, ObjectReader> readers,
            FieldTypes types,
            boolean cycle,
            ReferenceTargets targets,
            Ref.Resolver lazily) {
        this.types = types;
        this.targets = targets;
        this.mapper = mapper;
        this.readers = readers;
        this.run = new DecodeRun(cycle, targets, lazily);
    }

    /**
     * Creates an instance whose properties {@link #fill} reads later. Allowed only for
     * {@link ScannedDocument#isMadeEmpty}.
     */
    public Object empty(ScannedDocument scanned) {
        try {
            return mapper.readerFor(scanned.model().javaType()).readValue("{}");
        } catch (IOException e) {
            throw JacksonErrors.reading(scanned.key(), scanned.model().type(), null, e);
        }
    }

    /** Reads the properties of an instance from {@link #empty}. */
    public void fill(ScannedDocument scanned, Object instance) {
        run.begin(false);
        try {
            ObjectReader reader = reader(scanned.model()).withValueToUpdate(instance);
            read(scanned, reader);
        } catch (IOException e) {
            throw JacksonErrors.reading(scanned.key(), scanned.model().type(), null, e);
        }
        finish(scanned, instance);
    }

    /** Creates a complete instance. The targets of its references must exist already. */
    public Object whole(ScannedDocument scanned) {
        run.begin(true);
        try {
            Object made = scanned.model().isBytes() ? ofBytes(scanned) : read(scanned, reader(scanned.model()));
            if (made == null) {
                throw new DocumentFormatException(scanned.key() + " holds JSON null, which is not a "
                        + scanned.model().type().getName() + ". Delete it, or store an object in its place.");
            }
            return finish(scanned, made);
        } catch (IOException e) {
            throw JacksonErrors.reading(scanned.key(), scanned.model().type(), null, e);
        }
    }

    /** Fills the sets that were deferred. Must be called once, after all objects of the cycle were read. */
    public void complete() {
        run.finish();
    }

    private ObjectReader reader(ObjectModel<?> model) {
        return own.computeIfAbsent(model.type(), type -> shared(model).withAttribute(DecodeRun.class, run));
    }

    private ObjectReader shared(ObjectModel<?> model) {
        return readers.computeIfAbsent(model.type(), type -> Mappers.whole(mapper.readerFor(model.javaType())));
    }

    private Object read(ScannedDocument scanned, ObjectReader reader) throws IOException {
        TokenBuffer tokens = scanned.tokens();
        String content = scanned.document().content();
        if (ReservedNames.areBytes(content, mapper)) {
            throw new DocumentFormatException(scanned.key() + " holds bytes that are not valid UTF-8, which are not a "
                    + scanned.model().type().getName() + ". Load it as a class with @JsonValue and @JsonCreator for"
                    + " byte[], or repair it with documents(\"" + scanned.key().className() + "\").");
        }
        // A bare string that looks like JSON: the files of the Crystal library do not distinguish the two.
        boolean isTextOfItself = scanned.model().isText() && !content.startsWith("\"");
        try (JsonParser parser = tokens == null
                ? mapper.createParser(isTextOfItself ? mapper.writeValueAsString(content) : content)
                : run.resolving(tokens.asParser(mapper))) {
            try {
                return reader.readValue(parser);
            } catch (IOException e) {
                throw JacksonErrors.reading(scanned.key(), scanned.model().type(), parser.currentToken(), e);
            }
        }
    }

    private Object ofBytes(ScannedDocument scanned) throws IOException {
        JsonNode content =
                Mappers.whole(mapper.reader()).readTree(scanned.document().content());
        try (TokenBuffer tokens = new TokenBuffer(mapper, false)) {
            tokens.writeBinary(bytes(scanned, content));
            try (JsonParser parser = tokens.asParser(mapper)) {
                return reader(scanned.model()).readValue(parser);
            }
        }
    }

    private static byte[] bytes(ScannedDocument scanned, JsonNode content) {
        if (content.isTextual()) {
            return content.textValue().getBytes(StandardCharsets.UTF_8);
        }
        if (content.size() != 1 || !content.path(ReservedNames.BYTES).isTextual()) {
            // Bytes that look like JSON, in a file of the Crystal library.
            return scanned.document().content().getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(content.get(ReservedNames.BYTES).textValue());
        } catch (IllegalArgumentException e) {
            throw new DocumentFormatException(
                    scanned.key() + " holds bytes that are not valid base64. Repair the document with documents(\""
                            + scanned.key().className() + "\").");
        }
    }

    private Object finish(ScannedDocument scanned, Object instance) {
        StoredDocument document = scanned.document();
        Object withId = scanned.model().withKey(instance, document.key());
        Object finished = scanned.model().withVersion(withId, document.version());
        ReferenceTargets.Unknown unknown = run.unknown(instance, scanned.key(), types);
        if (scanned.model().isUnwrapping()) {
            List<String> members =
                    types.unknownMembers(document.content(), scanned.model().javaType());
            unknown = new ReferenceTargets.Unknown(members, unknown.within());
        }
        targets.read(scanned, finished, unknown);
        return finished;
    }
}
