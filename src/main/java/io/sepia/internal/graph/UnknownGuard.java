package io.sepia.internal.graph;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.GraphLimitException;
import io.sepia.error.MappingException;
import io.sepia.error.MissingReferenceException;
import io.sepia.error.UnknownMembersException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.WriteCondition.Kind;
import io.sepia.internal.codec.ObjectCodec;
import io.sepia.internal.codec.ObjectModel;
import io.sepia.internal.codec.ReferenceTargets.Unknown;
import io.sepia.internal.json.DocumentText;
import io.sepia.internal.json.JsonParts;
import io.sepia.internal.matching.Query;
import io.sepia.internal.unknown.KnownDocuments;
import io.sepia.internal.unknown.Sightings;
import io.sepia.internal.unknown.UnknownMembers;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps members of stored documents that the classes of saved objects do not know, or refuses the save. Reads only
 * documents of which the store does not know that they have none. See decision 0180.
 */
final class UnknownGuard {
    /** With so many documents of a class, it is worth asking first whether the class has any. */
    private static final int MANY = 16;

    private final ObjectCodec codec;
    private final GraphLimits limits;
    private final BackendTransaction transaction;
    private final Sightings sightings;
    private final KnownDocuments known;
    /** Whether a class had no documents when many of it were first saved in this transaction. */
    private final Map<String, Boolean> startedEmpty = new HashMap<>(0);

    UnknownGuard(ObjectCodec codec, GraphLimits limits, BackendTransaction transaction, Sightings sightings) {
        this.codec = codec;
        this.limits = limits;
        this.transaction = transaction;
        this.sightings = sightings;
        this.known = sightings.known();
    }

    /** Returns whether a write under this condition may replace a document with unknown members. */
    static boolean mustLook(KnownDocuments known, Object object, ObjectKey key, WriteCondition condition) {
        return switch (condition.kind()) {
            case ABSENT, IF_ABSENT, NEW_VERSION -> false;
            case NONE, PRESENT, VERSION -> known.mustLook(object, key, condition.version());
        };
    }

    /** Returns whether the first object of a batch is expected to be new. */
    boolean expectsNone(WriteBatch batch) {
        ObjectKey key = batch.writes().get(0).key();
        return !known.expectsStored(key.className()) && !known.isLoadedWithUnknown(batch.original(key));
    }

    /**
     * Adds the unknown members of the stored documents to the writes of a batch.
     *
     * @throws UnknownMembersException if they cannot be kept
     */
    void keep(WriteBatch batch) {
        Map<String, Map<String, Integer>> looked = new LinkedHashMap<>(0);
        List<DocumentWrite> writes = batch.writes();
        for (int i = 0; i < writes.size(); i++) {
            DocumentWrite write = writes.get(i);
            if (!batch.isNew(write.key())
                    && mustLook(known, batch.original(write.key()), write.key(), write.condition())) {
                looked.computeIfAbsent(write.key().className(), name -> new HashMap<>())
                        .put(write.key().id(), i);
            }
        }
        looked.forEach((className, indexes) -> {
            if (containsOnlyOwn(className, indexes.size())) {
                return;
            }
            List<StoredDocument> all = transaction.load(className, indexes.keySet());
            known.found(className, !all.isEmpty());
            for (StoredDocument stored : all) {
                int index = Objects.requireNonNull(indexes.get(stored.key().id()));
                DocumentWrite write = writes.get(index);
                boolean fits = write.condition().kind() != Kind.VERSION
                        || write.condition().version() == stored.version();
                if (fits) {
                    keep(batch, index, stored);
                }
            }
        });
    }

    /** Returns whether this transaction wrote all documents of a class, from objects. */
    private boolean containsOnlyOwn(String className, int saved) {
        Boolean empty = startedEmpty.get(className);
        if (empty == null && saved >= MANY) {
            empty = transaction.queryIds(className, Query.ALL.limit(1)).isEmpty();
            startedEmpty.put(className, empty);
            if (empty) {
                known.found(className, false);
            }
        }
        return empty != null && empty && !sightings.wroteText();
    }

    private void keep(WriteBatch batch, int index, StoredDocument document) {
        ObjectKey key = document.key();
        Object object = batch.original(key);
        ObjectModel<?> model = codec.model(object.getClass());
        Unknown unknown = unknown(document, model);
        if (!unknown.any()) {
            return;
        }
        List<String> all = Stream.concat(unknown.members().stream(), unknown.within().stream())
                .toList();
        if (known.option() == UnknownMembers.REFUSE && !known.isLoadedWithUnknown(object)) {
            throw UnknownMembersException.notLoaded(key.className(), key.id(), all);
        }
        if (!unknown.within().isEmpty()) {
            throw UnknownMembersException.embedded(key.className(), key.id(), unknown.within());
        }
        StoredDocument stored = model.schemas().present(document);
        batch.keepUnknown(index, merged(batch.writes().get(index), stored, unknown.members()));
    }

    private static DocumentWrite merged(DocumentWrite write, StoredDocument stored, List<String> names) {
        List<JsonParts.Part> own = JsonParts.members(write.content());
        List<JsonParts.Part> before = JsonParts.members(stored.content());
        if (own == null || before == null) {
            throw UnknownMembersException.notLoaded(
                    write.key().className(), write.key().id(), names);
        }
        Set<String> taken = own.stream().map(JsonParts.Part::name).collect(Collectors.toSet());
        String content = Stream.concat(
                        own.stream(),
                        before.stream().filter(each -> names.contains(each.name()) && !taken.contains(each.name())))
                .map(each -> JsonParts.quoted(each.name()) + ":" + each.text())
                .collect(Collectors.joining(",", "{", "}"));
        DocumentText text = DocumentText.of(write.key().toString(), content);
        return new DocumentWrite(
                write.key(), text.type(), text.content(), write.metadata(), write.condition(), text.references());
    }

    /** Reads a document as a load does. If it cannot be read, only the names of its members are compared. */
    private Unknown unknown(StoredDocument stored, ObjectModel<?> model) {
        try {
            Sought sought = new Sought(stored.key());
            new GraphLoader(codec, limits, transaction, sought).load(stored, model);
            return sought.unknown;
        } catch (DocumentFormatException | MappingException | MissingReferenceException | GraphLimitException e) {
            return new Unknown(codec.unknownMembers(model.schemas().present(stored), model), List.of());
        }
    }

    private static final class Sought implements GraphLoader.Reading {
        private final ObjectKey key;
        private Unknown unknown = Unknown.NONE;

        Sought(ObjectKey key) {
            this.key = key;
        }

        @Override
        public void read(Object object, ObjectKey of, long version, Unknown found) {
            if (of.equals(key)) {
                unknown = found;
            }
        }
    }
}
