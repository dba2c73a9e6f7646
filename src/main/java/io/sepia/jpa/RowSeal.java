package io.sepia.jpa;

import com.fasterxml.jackson.databind.JsonNode;
import io.sepia.error.BulkStatementException;
import io.sepia.internal.backend.sql.Rows;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
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
 * Stamps and seals rows right before sessions write them as entities. By listeners, because stateless sessions do not
 * call what an entity wants to be called.
 */
public final class RowSeal implements PreInsertEventListener, PreUpdateEventListener, PreUpsertEventListener {
    private static final long serialVersionUID = 1L;

    private RowSeal() {}

    /** Seals what sessions of a factory write, which is being made. */
    public static void install(SessionFactoryImplementor factory) {
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

    private static void seal(StoredObject object, State state, boolean created) {
        long now = Rows.micros(Instant.now());
        JsonNode content = (JsonNode) Objects.requireNonNull(state.get("content"), "a document has content");
        object.seal(content, (JsonNode) state.get("metadata"), now, created);
        state.set("checksum", object.getChecksum());
        if (object.getChecksum() == null) {
            state.set("objectType", object.getObjectType().text());
        }
        state.set("updatedAt", now);
        if (created) {
            state.set("createdAt", now);
        }
    }

    /** What is about to be written, which the entity may have gone beyond already. */
    private record State(
            EntityPersister persister, @Nullable Object[] values) {
        @Nullable
        Object get(String property) {
            return values[index(property)];
        }

        void set(String property, @Nullable Object value) {
            values[index(property)] = value;
        }

        private int index(String property) {
            return Arrays.asList(persister.getPropertyNames()).indexOf(property);
        }
    }
}
