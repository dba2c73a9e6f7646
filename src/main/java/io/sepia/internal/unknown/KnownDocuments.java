package io.sepia.internal.unknown;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.Effects.Extent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a store knows about the members of documents that their classes do not know, so that a save reads the stored
 * document only if it may have some. One instance for each store. Thread-safe. See decision 0180.
 */
public final class KnownDocuments {
    private final UnknownMembers option;
    private final SeenDocuments seen = new SeenDocuments();
    private final InstanceSet loaded = new InstanceSet();
    /** The classes whose documents all had the present schema, with the moment of the check. */
    private final Map<String, Long> migrated = new ConcurrentHashMap<>();

    /** The classes of which a document that was not seen is expected to be stored. */
    private final Set<String> stored = ConcurrentHashMap.newKeySet();

    /** @param option what saves do with unknown members */
    public KnownDocuments(UnknownMembers option) {
        this.option = option;
    }

    /** Returns what saves do with unknown members. */
    public UnknownMembers option() {
        return option;
    }

    SeenDocuments seen() {
        return seen;
    }

    /**
     * Returns whether all documents of a class have been seen in its present schema, and none was written since.
     *
     * @param moment when the asking transaction began: it may read a state from before a later check
     */
    boolean isMigrated(String className, long moment) {
        Long checked = migrated.get(className);
        return checked != null && checked <= moment;
    }

    void migrated(String className, long moment) {
        migrated.put(className, moment);
        if (seen.moment() != moment) {
            migrated.remove(className, moment);
        }
    }

    /**
     * Returns whether a document of a class that was not seen is expected to be stored, as the latest such document
     * that was looked for.
     */
    public boolean expectsStored(String className) {
        return stored.contains(className);
    }

    /** Records whether a document of a class that was not seen was stored. */
    public void found(String className, boolean isStored) {
        if (stored.contains(className) != isStored) {
            if (isStored) {
                stored.add(className);
            } else {
                stored.remove(className);
            }
        }
    }

    /** Records that documents were written as text. */
    void writtenByOthers(List<ObjectKey> keys) {
        seen.writtenByOthers(keys);
        keys.forEach(each -> migrated.remove(each.className()));
    }

    /** Records that any documents may have been written as text. */
    void writtenByOthers() {
        seen.writtenByOthers();
        migrated.clear();
    }

    /** Makes room for other documents. If the deletion is rolled back, the next save of the document reads it. */
    void deleted(Extent extent) {
        if (extent instanceof Extent.Keys named) {
            named.keys().forEach(seen::remove);
        } else if (extent instanceof Extent.Ids named) {
            named.ids().forEach(id -> seen.remove(new ObjectKey(named.className(), id)));
        }
    }

    /** Returns whether this instance comes from a document with unknown members. */
    public boolean isLoadedWithUnknown(Object instance) {
        return loaded.contains(instance);
    }

    /** Records that an instance comes from a document with unknown members. */
    void loadedWithUnknown(Object instance) {
        loaded.add(instance);
    }

    /** Records that the application made {@code after} from {@code before}. */
    public void made(Object after, Object before) {
        if (after != before && loaded.contains(before)) {
            loaded.add(after);
        }
    }

    /**
     * Returns whether a save of {@code object} must look for unknown members in the stored document.
     *
     * @param version the version of the stored document that the save replaces; 0 if it replaces any
     */
    public boolean mustLook(Object object, ObjectKey key, long version) {
        if (option == UnknownMembers.DROP) {
            return false;
        }
        boolean isSeen = version == 0 ? seen.contains(key) : seen.contains(key, version);
        return !isSeen || loaded.contains(object);
    }
}
