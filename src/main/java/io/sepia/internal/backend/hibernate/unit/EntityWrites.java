package io.sepia.internal.backend.hibernate.unit;

import io.sepia.document.ObjectKey;
import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageException;
import io.sepia.internal.backend.jpa.UnitDatabase;
import io.sepia.internal.backend.sql.ChangeRecorder;
import io.sepia.internal.backend.sql.Database;
import io.sepia.internal.backend.sql.SharedDatabase;
import io.sepia.internal.backend.sql.StatementCache;
import io.sepia.internal.backend.sql.StoreRules;
import io.sepia.jpa.StoredObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.AbstractEvent;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.PostInsertEvent;
import org.hibernate.event.spi.PostInsertEventListener;
import org.hibernate.event.spi.PostUpdateEvent;
import org.hibernate.event.spi.PostUpdateEventListener;
import org.hibernate.event.spi.PreDeleteEvent;
import org.hibernate.event.spi.PreDeleteEventListener;
import org.hibernate.event.spi.PreInsertEvent;
import org.hibernate.event.spi.PreInsertEventListener;
import org.hibernate.event.spi.PreUpdateEvent;
import org.hibernate.event.spi.PreUpdateEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Applies the rules of the store to entities that an application's sessions write, where the database does not apply
 * them itself. Thread-safe. See decision 0074.
 */
final class EntityWrites
        implements PreInsertEventListener,
                PreUpdateEventListener,
                PreDeleteEventListener,
                PostInsertEventListener,
                PostUpdateEventListener {
    private static final long serialVersionUID = 1L;

    private final transient SessionFactoryImplementor factory;
    private transient volatile @Nullable Target target;

    private EntityWrites(SessionFactoryImplementor factory) {
        this.factory = factory;
    }

    /** The database behind the factory; empty if no store can be in it. */
    private record Target(Optional<SharedDatabase> database) {
        boolean hasRules() {
            return database.isPresent() && database.get().rules() != StoreRules.BY_DATABASE;
        }
    }

    /** A call of the recorder of one write. */
    @FunctionalInterface
    private interface Step {
        void run(Database database, ChangeRecorder recorder, StatementCache statements, ObjectKey key)
                throws SQLException;
    }

    /** Installs the listeners in a session factory that is being built. */
    static void install(SessionFactoryImplementor factory) {
        EventListenerRegistry registry = factory.getServiceRegistry().requireService(EventListenerRegistry.class);
        EntityWrites writes = new EntityWrites(factory);
        registry.appendListeners(EventType.PRE_INSERT, writes);
        registry.appendListeners(EventType.PRE_UPDATE, writes);
        registry.appendListeners(EventType.PRE_DELETE, writes);
        registry.appendListeners(EventType.POST_INSERT, writes);
        registry.appendListeners(EventType.POST_UPDATE, writes);
    }

    /** Shares the lock of writers, which must be locked before the row, and sets the version. See decision 0063. */
    @Override
    public boolean onPreInsert(PreInsertEvent event) {
        if (event.getEntity() instanceof StoredObject object) {
            EntityPersister persister = event.getPersister();
            int index = Arrays.asList(persister.getPropertyNames()).indexOf("version");
            run(event, object, false, (database, recorder, statements, key) -> {
                long version = database.floor(statements, key.className()) + 1;
                event.getState()[index] = version;
                persister.setValue(object, index, version);
            });
        }
        return false;
    }

    @Override
    public boolean onPreUpdate(PreUpdateEvent event) {
        run(
                event,
                event.getEntity(),
                true,
                (database, recorder, statements, key) -> recorder.overwriting(statements, key));
        return false;
    }

    @Override
    public boolean onPreDelete(PreDeleteEvent event) {
        if (event.getEntity() instanceof StoredObject object) {
            run(event, object, true, (database, recorder, statements, key) -> {
                recorder.deleting(statements, key);
                // The session deletes this version, or fails.
                recorder.deleted(statements, Map.of(key.className(), object.getVersion()));
            });
        }
        return false;
    }

    @Override
    public void onPostInsert(PostInsertEvent event) {
        if (event.getEntity() instanceof StoredObject object) {
            EntityEntry entry = session(event).getPersistenceContextInternal().getEntry(object);
            if (entry != null && object.getVersion() > 1) {
                entry.postUpdate(object, event.getState(), object.getVersion());
            }
            run(event, object, true, (database, recorder, statements, key) -> {
                if (database.floor(statements, key.className()) >= object.getVersion()) {
                    throw new StorageBusyException(
                            key + " was deleted by another transaction while it was stored again. Run the"
                                    + " transaction again.");
                }
                recorder.written(database, statements, key);
            });
        }
    }

    @Override
    public void onPostUpdate(PostUpdateEvent event) {
        run(
                event,
                event.getEntity(),
                true,
                (database, recorder, statements, key) -> recorder.written(database, statements, key));
    }

    @Override
    public boolean requiresPostCommitHandling(EntityPersister persister) {
        return false;
    }

    /**
     * Returns the session of an event. Calls the method reflectively, because its return type differs between versions
     * of Hibernate.
     */
    private static SharedSessionContractImplementor session(AbstractEvent event) {
        try {
            return (SharedSessionContractImplementor)
                    AbstractEvent.class.getMethod("getSession").invoke(event);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Events of Hibernate have a session", e);
        }
    }

    /** @param ifRuled whether the step is needed only if the database does not apply the rules itself */
    private void run(AbstractEvent event, Object entity, boolean ifRuled, Step step) {
        Target known = target;
        if (!(entity instanceof StoredObject object)
                || known != null && (known.database().isEmpty() || ifRuled && !known.hasRules())) {
            return;
        }
        SharedSessionContractImplementor session = session(event);
        // Execute batched statements of the session first.
        session.getJdbcCoordinator().executeBatch();
        session.doWork(connection -> {
            Target found = target(connection);
            if (found.hasRules() || !ifRuled && found.database().isPresent()) {
                SharedDatabase database = found.database().orElseThrow();
                try (StatementCache statements = new StatementCache(connection)) {
                    ChangeRecorder recorder = database.rules().enter(statements, false);
                    step.run(
                            database.database(),
                            recorder,
                            statements,
                            new ObjectKey(object.getClassName(), object.getObjectId()));
                } catch (StorageException e) {
                    // The row may be written already, and a stateless session would commit it.
                    session.getTransactionCoordinator()
                            .getTransactionDriverControl()
                            .markRollbackOnly();
                    throw e;
                }
            }
        });
    }

    private Target target(Connection connection) throws SQLException {
        Target known = target;
        if (known == null) {
            known = new Target(UnitDatabase.find(connection, factory));
            target = known;
        }
        return known;
    }
}
