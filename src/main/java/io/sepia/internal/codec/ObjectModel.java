package io.sepia.internal.codec;

import com.fasterxml.jackson.databind.JavaType;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.OnDelete;
import io.sepia.query.IndexDefinition;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the store knows of one application class: its storage name, id and version. Immutable and thread-safe.
 *
 * @param <T> the class
 */
public final class ObjectModel<T> {
    /** How instances come into being. */
    enum Construction {
        /** Made empty, then filled: instances may refer to each other in circles. */
        EMPTY_THEN_FILLED,
        /** Made with all their parts: records, creators, builders. */
        WHOLE
    }

    private final Class<T> type;
    private final JavaType javaType;
    private final String name;
    private final KeyProperty id;
    private final IdKind idKind;
    private final @Nullable KeyProperty version;
    private final Construction construction;
    private final @Nullable Class<?> bare;
    private final DeclaredIndexes declared;
    private final Set<IndexDefinition> indexes;

    ObjectModel(
            Class<T> type,
            JavaType javaType,
            String name,
            KeyProperty id,
            IdKind idKind,
            @Nullable KeyProperty version,
            Construction construction,
            @Nullable Class<?> bare,
            DeclaredIndexes declared) {
        this.type = type;
        this.javaType = javaType;
        this.name = name;
        this.id = id;
        this.idKind = idKind;
        this.version = version;
        this.construction = construction;
        this.bare = bare;
        this.declared = declared;
        this.indexes = Collections.unmodifiableSet(declared.all());
    }

    /** The indexes that the class asks for. */
    public Set<IndexDefinition> indexes() {
        return indexes;
    }

    /**
     * The index on properties of the class.
     *
     * @throws io.sepia.error.MappingException if it has no such property, or one that cannot be indexed
     */
    public IndexDefinition index(boolean unique, String... fields) {
        return declared.definition(unique, fields);
    }

    /** What the class says of references to its objects. */
    public OnDelete onDelete() {
        return StorageNames.onDelete(type);
    }

    /** Which generations of its objects the class wants kept, if it says so. */
    public Optional<HistoryRule> history() {
        return StorageNames.history(type);
    }

    /** The storage name. */
    public String name() {
        return name;
    }

    /** The Java class. */
    public Class<T> type() {
        return type;
    }

    JavaType javaType() {
        return javaType;
    }

    /** Whether setting an id or version makes a new instance instead of changing the given one. */
    public boolean isRecord() {
        return type.isRecord();
    }

    boolean isMadeEmpty() {
        return construction == Construction.EMPTY_THEN_FILLED;
    }

    boolean isBytes() {
        return bare == byte[].class;
    }

    /** Whether objects are a bare text. */
    boolean isText() {
        return bare == String.class;
    }

    /** Whether the class has a {@code @Version}. */
    public boolean isVersioned() {
        return version != null;
    }

    /** The key for an id given by a caller. */
    public ObjectKey key(Object givenId) {
        return new ObjectKey(name, idKind.textOfGiven(name, givenId));
    }

    /** The key of {@code object}, or null if it has no id yet. */
    public @Nullable ObjectKey keyOf(Object object) {
        String text = idKind.textOf(id.get(object));
        return text == null ? null : new ObjectKey(name, text);
    }

    /** The value of the id property as it stands, for undoing. */
    public @Nullable Object rawId(Object object) {
        return id.get(object);
    }

    /** Sets the id property to a value got from {@link #rawId} or {@link #newId}; a record comes back as a copy. */
    public Object withRawId(Object object, @Nullable Object value) {
        return id.with(object, value);
    }

    /** A new id for an object without one, or null where the application must choose it. */
    public @Nullable Object newId() {
        return idKind.assign();
    }

    /** The name of the id property, for messages. */
    public String idProperty() {
        return id.name();
    }

    /** The name of the version property, or null for a class without. */
    @Nullable
    String versionProperty() {
        return version == null ? null : version.name();
    }

    /** Whether ids sort in the column as they do in the content. */
    boolean hasTextId() {
        return idKind == IdKind.STRING || idKind == IdKind.UUID_VALUE;
    }

    /** The version that {@code object} holds, 0 if none; 0 as well for a class without version. */
    public long versionOf(Object object) {
        Object held = version == null ? null : version.get(object);
        return held == null ? 0 : ((Number) held).longValue();
    }

    /** The value of the version property as it stands, for undoing; null for a class without. */
    public @Nullable Object rawVersion(Object object) {
        return version == null ? null : version.get(object);
    }

    /** Sets the version property to a value got from {@link #rawVersion}; a record comes back as a copy. */
    public Object withRawVersion(Object object, @Nullable Object value) {
        return version == null ? object : version.with(object, value);
    }

    /** Sets the version; a record comes back as a copy. Without effect on a class without version. */
    public Object withVersion(Object object, long value) {
        if (version == null) {
            return object;
        }
        boolean narrow = version.type() == int.class || version.type() == Integer.class;
        return version.with(object, narrow ? (Object) Math.toIntExact(value) : (Object) value);
    }

    /** Makes the id of a decoded object what its key says, whatever its content said. */
    Object withKey(Object object, ObjectKey key) {
        return key.id().equals(idKind.textOf(id.get(object))) ? object : id.with(object, idKind.parse(key.id()));
    }

    @Override
    public String toString() {
        return type.getName();
    }
}
