package io.sepia.internal.codec;

import com.fasterxml.jackson.databind.JavaType;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.OnDelete;
import io.sepia.error.DocumentFormatException;
import io.sepia.internal.codec.classes.StorageNames;
import io.sepia.internal.codec.key.IdKind;
import io.sepia.internal.codec.key.KeyProperty;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.migration.Schemas;
import io.sepia.query.IndexDefinition;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The mapping of one application class: its storage name, id, version and indexes. Immutable and thread-safe.
 *
 * @param <T> the class
 */
public final class ObjectModel<T> {
    private final Class<T> type;
    private final JavaType javaType;
    private final String name;
    private final KeyProperty id;
    private final IdKind idKind;
    private final @Nullable KeyProperty version;
    private final boolean madeEmpty;
    private final @Nullable Class<?> bare;
    private final DeclaredIndexes declared;
    private final Set<IndexDefinition> indexes;
    private final Schemas schemas;
    private final boolean unwrapping;

    ObjectModel(
            Class<T> type,
            JavaType javaType,
            String name,
            KeyProperty id,
            IdKind idKind,
            @Nullable KeyProperty version,
            boolean madeEmpty,
            @Nullable Class<?> bare,
            DeclaredIndexes declared,
            Schemas schemas,
            boolean unwrapping) {
        this.type = type;
        this.javaType = javaType;
        this.name = name;
        this.id = id;
        this.idKind = idKind;
        this.version = version;
        this.madeEmpty = madeEmpty;
        this.bare = bare;
        this.declared = declared;
        this.schemas = schemas;
        this.unwrapping = unwrapping;
        this.indexes = Collections.unmodifiableSet(declared.all());
    }

    /** Returns the schema of the class and the steps to it. */
    public Schemas schemas() {
        return schemas;
    }

    /** Returns the indexes that the class declares. */
    public Set<IndexDefinition> indexes() {
        return indexes;
    }

    /**
     * Returns where documents may have the values of an index instead, because their properties once had other names.
     */
    public List<FieldPath> formerPaths(IndexDefinition index) {
        return declared.formerPaths(index);
    }

    /** Returns the former names of an enum's constants that documents may have in fields of an index, by path. */
    public Map<FieldPath, List<String>> formerConstants(IndexDefinition index) {
        return declared.formerConstants(index);
    }

    /**
     * Returns an index on properties of the class.
     *
     * @throws io.sepia.error.MappingException if the class has no such property, or it cannot be indexed
     */
    public IndexDefinition index(boolean unique, String... fields) {
        return declared.definition(unique, fields);
    }

    /** Returns what the class declares for references to its objects. */
    public OnDelete onDelete() {
        return StorageNames.onDelete(type);
    }

    /** Returns which generations of its objects the class keeps, if it declares that. */
    public Optional<HistoryRule> history() {
        return StorageNames.history(type);
    }

    /** Returns the storage name. */
    public String name() {
        return name;
    }

    /** Returns the Java class. */
    public Class<T> type() {
        return type;
    }

    JavaType javaType() {
        return javaType;
    }

    /** Returns whether setting an id or version creates a new instance instead of changing the given one. */
    public boolean isRecord() {
        return type.isRecord();
    }

    /**
     * Returns whether instances are created empty, then filled, so that they may refer to each other in cycles;
     * otherwise (records, creators, builders) with all their parts.
     */
    boolean isMadeEmpty() {
        return madeEmpty;
    }

    boolean isBytes() {
        return bare == byte[].class;
    }

    /** Returns whether documents have properties of embedded objects, beside which Jackson reports no unknown ones. */
    boolean isUnwrapping() {
        return unwrapping;
    }

    /** Returns whether objects are written as a bare string. */
    boolean isText() {
        return bare == String.class;
    }

    /** Returns whether the class has a {@code @Version}. */
    public boolean isVersioned() {
        return version != null;
    }

    /** Returns the key for an id given by a caller. */
    public ObjectKey key(@Nullable Object givenId) {
        return new ObjectKey(name, idKind.textOfGiven(name, givenId));
    }

    /** Returns the key of {@code object}, or null if it has no id yet. */
    public @Nullable ObjectKey keyOf(Object object) {
        String text = idKind.textOf(id.get(object));
        return text == null ? null : new ObjectKey(name, text);
    }

    /** Returns the value of the id property, for {@link #withRawId}. */
    public @Nullable Object rawId(Object object) {
        return id.get(object);
    }

    /** Sets the id property to a value from {@link #rawId} or {@link #newId}. Returns a copy if it is a record. */
    public Object withRawId(Object object, @Nullable Object value) {
        return id.with(object, value);
    }

    /** Returns a new id for an object without one, or null if the application must choose it. */
    public @Nullable Object newId() {
        return idKind.assign();
    }

    /** Returns the name of the id property, for messages. */
    public String idProperty() {
        return id.name();
    }

    /** Returns whether setting the version calls a method or constructor of the class, which may throw. */
    public boolean setsVersionByCode() {
        return version != null && version.isSetByCode();
    }

    /** Returns the name of the version property, or null for a class without one. */
    @Nullable
    String versionProperty() {
        return version == null ? null : version.name();
    }

    /** Returns whether ids sort in the column as they do in the content. */
    boolean hasTextId() {
        return idKind == IdKind.STRING || idKind == IdKind.UUID_VALUE;
    }

    /** Returns the version that {@code object} holds, or 0 if it has none or its class is not versioned. */
    public long versionOf(Object object) {
        Object held = version == null ? null : version.get(object);
        return held == null ? 0 : ((Number) held).longValue();
    }

    /** Returns the value of the version property, for {@link #withRawVersion}; null if the class is not versioned. */
    public @Nullable Object rawVersion(Object object) {
        return version == null ? null : version.get(object);
    }

    /** Sets the version property to a value from {@link #rawVersion}. Returns a copy if it is a record. */
    public Object withRawVersion(Object object, @Nullable Object value) {
        return version == null ? object : version.with(object, value);
    }

    /** Sets the version. Returns a copy if it is a record; has no effect if the class is not versioned. */
    public Object withVersion(Object object, long value) {
        if (version == null) {
            return object;
        }
        boolean narrow = version.type() == int.class || version.type() == Integer.class;
        return version.with(object, narrow ? (Object) Math.toIntExact(value) : (Object) value);
    }

    /** Sets the id of a decoded object to that of its key, whatever its content says. */
    Object withKey(Object object, ObjectKey key) {
        return key.id().equals(idKind.textOf(id.get(object))) ? object : id.with(object, parsed(key));
    }

    private Object parsed(ObjectKey key) {
        try {
            return idKind.parse(key.id());
        } catch (IllegalArgumentException e) {
            throw new DocumentFormatException(key + " cannot be read as " + type.getName()
                    + ": its id does not fit the type of property " + id.name()
                    + ". Give the object another id with documents(\"" + key.className() + "\").");
        }
    }

    @Override
    public String toString() {
        return type.getName();
    }
}
