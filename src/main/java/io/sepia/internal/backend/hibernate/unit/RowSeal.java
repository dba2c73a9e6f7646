package io.sepia.internal.backend.hibernate.unit;

import com.fasterxml.jackson.databind.JsonNode;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.error.BulkStatementException;
import io.sepia.error.DocumentFormatException;
import io.sepia.internal.backend.sql.Checksum;
import io.sepia.internal.backend.sql.Rows;
import io.sepia.internal.json.DocumentText;
import io.sepia.jpa.JsonConverter;
import io.sepia.jpa.StoredObject;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.PreInsertEvent;
import org.hibernate.event.spi.PreInsertEventListener;
import org.hibernate.event.spi.PreUpdateEvent;
import org.hibernate.event.spi.PreUpdateEventListener;
import org.hibernate.event.spi.PreUpsertEvent;
import org.hibernate.event.spi.PreUpsertEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Checks the form of rows and sets their times, types and checksums right before sessions write them as entities.
 * Implemented by event listeners, because stateless sessions do not invoke the lifecycle callbacks of entities. See
 * decision 0003.
 */
final class RowSeal implements PreInsertEventListener, PreUpdateEventListener, PreUpsertEventListener {
    private static final long serialVersionUID = 1L;

    private RowSeal() {}

    /** Installs the listeners in a session factory that is being built. */
    static void install(SessionFactoryImplementor factory) {
        EventListenerRegistry registry = factory.getServiceRegistry().requireService(EventListenerRegistry.class);
        RowSeal seal = new RowSeal();
        registry.appendListeners(EventType.PRE_INSERT, seal);
        registry.appendListeners(EventType.PRE_UPDATE, seal);
        registry.appendListeners(EventType.PRE_UPSERT, seal);
    }

    @Override
    public boolean onPreInsert(PreInsertEvent event) {
        if (event.getEntity() instanceof StoredObject object) {
            seal(object, new State(event.getPersister(), event.getState()), true);
        }
        return false;
    }

    @Override
    public boolean onPreUpdate(PreUpdateEvent event) {
        if (event.getEntity() instanceof StoredObject object) {
            seal(object, new State(event.getPersister(), event.getState()), false);
        }
        return false;
    }

    @Override
    public boolean onPreUpsert(PreUpsertEvent event) {
        if (event.getEntity() instanceof StoredObject object) {
            throw new BulkStatementException("An upsert of the StoredObject " + object.getClassName() + " '"
                    + object.getObjectId() + "' was refused: it does not say whether the row is new, on which its"
                    + " times and version depend. Use insert or update of the session, or save of the store.");
        }
        return false;
    }

    /** Checks content and metadata, and sets times, type and checksum in the row and in its entity. */
    private static void seal(StoredObject object, State state, boolean created) {
        ObjectKey key = new ObjectKey(object.getClassName(), object.getObjectId());
        String text = text(state.get("content"));
        if (text == null) {
            throw new DocumentFormatException(key + " has no content. Set it before the entity is written.");
        }
        String metadata = text(state.get("metadata"));
        Set<ObjectKey> references = DocumentText.of(key.toString(), text).references();
        if (metadata != null
                && !DocumentText.of("The metadata of " + key, metadata).isObject()) {
            throw new DocumentFormatException("The metadata of " + key + " is not a JSON object. Make it one.");
        }
        long now = Rows.micros(Instant.now());
        // An update is later than the creation, which tells them apart.
        long createdAt = created ? now - 1 : Rows.micros(object.getCreatedAt());
        state.set(object, "updatedAt", Rows.instant(Math.max(now, createdAt + 1)));
        if (created) {
            state.set(object, "createdAt", Rows.instant(now));
        }
        ObjectType type = references.isEmpty() ? ObjectType.SERIALIZABLE : ObjectType.CONTAINER;
        state.set(object, "objectType", type);
        // References are not indexed here. Without a checksum they are read from the document, as after an edit with
        // SQL.
        state.set(object, "checksum", references.isEmpty() ? Checksum.of(key, text, metadata) : null);
    }

    /** Returns the text that the column receives. */
    private static @Nullable String text(@Nullable Object tree) {
        return new JsonConverter().convertToDatabaseColumn((JsonNode) tree);
    }

    /** The row to be written. The entity may have changed since the row was copied from it. */
    private record State(
            EntityPersister persister, @Nullable Object[] values) {
        @Nullable
        Object get(String property) {
            return values[index(property)];
        }

        void set(StoredObject object, String property, @Nullable Object value) {
            int index = index(property);
            values[index] = value;
            persister.setValue(object, index, value);
        }

        private int index(String property) {
            return Arrays.asList(persister.getPropertyNames()).indexOf(property);
        }
    }
}
