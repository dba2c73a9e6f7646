package io.sepia.jpa;

import com.fasterxml.jackson.databind.JsonNode;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.error.DocumentFormatException;
import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.ExcludeDefaultListeners;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;
import org.hibernate.annotations.JavaType;
import org.hibernate.annotations.Type;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table {@code objects}: one document with its version, times and metadata. Class name and id identify it.
 *
 * <p>Use it to read, query and join documents with JPA. Rows that are written through it get version, times and
 * checksum like all others. Save an application's own objects through the store instead, which also follows their
 * references. See decisions 0012 and 0017.
 */
@Entity
@Table(name = StoredObject.TABLE)
@IdClass(StoredObject.Key.class)
@Access(AccessType.FIELD)
@Cacheable(false)
@ExcludeDefaultListeners
public class StoredObject {
    /** The name of the table. */
    public static final String TABLE = "objects";

    @Id
    @Column(name = "class_name", nullable = false, updatable = false)
    private String className = "";

    @Id
    @Column(name = "object_id", length = 512, nullable = false, updatable = false)
    private String objectId = "";

    @Column(name = "id", insertable = false, updatable = false)
    private @Nullable Long id;

    @Column(name = "content", nullable = false)
    @JavaType(JsonTree.class)
    private @Nullable JsonNode content;

    @Column(name = "object_type", nullable = false)
    @Convert(converter = ObjectTypeConverter.class)
    private ObjectType objectType = ObjectType.SERIALIZABLE;

    @Column(name = "metadata")
    @JavaType(JsonTree.class)
    private @Nullable JsonNode metadata;

    @Version
    @Type(FirstVersion.class)
    @Column(name = "version", nullable = false)
    private @Nullable Long version;

    @Column(name = "created_at", nullable = false, updatable = false)
    @Convert(converter = MicrosecondsConverter.class)
    private Instant createdAt = Instant.EPOCH;

    @Column(name = "updated_at", nullable = false)
    @Convert(converter = MicrosecondsConverter.class)
    private Instant updatedAt = Instant.EPOCH;

    @Column(name = "checksum")
    private @Nullable Long checksum;

    /**
     * The identity of a row.
     *
     * @param className storage name of the class
     * @param objectId the object's id
     */
    public record Key(String className, String objectId) implements Serializable {}

    /** For the persistence provider. */
    protected StoredObject() {}

    /**
     * Creates a new row, which has no version: to merge it is a conflict if the key is stored.
     *
     * @param key class name and id
     * @param content the document, a JSON object
     * @throws DocumentFormatException if the content is not a JSON object
     */
    public StoredObject(ObjectKey key, JsonNode content) {
        this.className = key.className();
        this.objectId = key.id();
        this.content = checked("content", content);
    }

    public Key key() {
        return new Key(className, objectId);
    }

    /** Returns the storage name of the object's class. */
    public String getClassName() {
        return className;
    }

    /** Returns the object's id. */
    public String getObjectId() {
        return objectId;
    }

    /** Returns the row's number, which the database assigns; null until it is read back. */
    public @Nullable Long getId() {
        return id;
    }

    /** Returns the document. Changes to the tree change the row. */
    public JsonNode getContent() {
        return Objects.requireNonNull(content);
    }

    /**
     * Replaces the document.
     *
     * @throws DocumentFormatException if the content is not a JSON object
     */
    public void setContent(JsonNode content) {
        this.content = checked("content", content);
    }

    private JsonNode checked(String what, @Nullable JsonNode tree) {
        if (tree == null || !tree.isObject()) {
            throw new DocumentFormatException("The " + what + " of " + className + " '" + objectId
                    + "' is not a JSON object but " + (tree == null ? "null" : tree.getNodeType())
                    + ". Make it one. Documents of other types can be"
                    + " saved with the store's operations on documents.");
        }
        return tree;
    }

    /** Returns whether the document refers to other objects. */
    public ObjectType getObjectType() {
        return objectType;
    }

    /** Sets whether the document refers to other objects. */
    public void setObjectType(ObjectType type) {
        this.objectType = type;
    }

    /** Returns the metadata of the document, or null. */
    public @Nullable JsonNode getMetadata() {
        return metadata;
    }

    /**
     * Replaces the metadata of the document; null removes it.
     *
     * @throws DocumentFormatException if the metadata is not a JSON object
     */
    public void setMetadata(@Nullable JsonNode metadata) {
        this.metadata = metadata == null ? null : checked("metadata", metadata);
    }

    /**
     * Returns the version, which each write increments. It is 1 when the object is first stored, and higher if objects
     * of its class were deleted before; 0 before it is stored.
     */
    public long getVersion() {
        return version == null ? 0 : version;
    }

    /** Returns when the object was first stored, to the microsecond. */
    public Instant getCreatedAt() {
        return createdAt;
    }

    /** Returns when the object was last written, to the microsecond. */
    public Instant getUpdatedAt() {
        return updatedAt;
    }

    /**
     * Returns the checksum of the row; null after an edit with SQL, or after this entity was written with references.
     */
    public @Nullable Long getChecksum() {
        return checksum;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        // The fields of a proxy are empty.
        return other instanceof StoredObject that
                && className.equals(that.getClassName())
                && objectId.equals(that.getObjectId());
    }

    @Override
    public int hashCode() {
        return Objects.hash(className, objectId);
    }

    /** Returns key and version only, to keep document content out of logs. */
    @Override
    public String toString() {
        return className + " '" + objectId + "' version " + getVersion();
    }
}
