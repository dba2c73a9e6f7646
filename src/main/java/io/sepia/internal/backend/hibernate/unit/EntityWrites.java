package io.sepia.internal.backend.hibernate.unit;

import io.sepia.change.ChangeKind;
import io.sepia.document.ObjectKey;
import io.sepia.error.BulkStatementException;
import io.sepia.error.StorageException;
import io.sepia.internal.backend.jpa.UnitDatabase;
import io.sepia.internal.backend.sql.SharedDatabase;
import io.sepia.internal.backend.sql.StoreRules;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.jpa.StoredObject;
import jakarta.persistence.TransactionRequiredException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.PersistenceContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.AbstractEvent;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.PostDeleteEvent;
import org.hibernate.event.spi.PostDeleteEventListener;
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
 * Applies the rules of the store to entities that an application's sessions write, as far as the database does not
 * apply them itself. Thread-safe. See decision 0074.
 */
final class EntityWrites
        implements PreInsertEventListener,
                PreUpdateEventListener,
                PreDeleteEventListener,
                PostInsertEventListener,
                PostUpdateEventListener,
                PostDeleteEventListener {
    private static final long serialVersionUID = 1L;

    private final transient SessionFactoryImplementor factory;
    private transient volatile @Nullable Target target;

    private EntityWrites(SessionFactoryImplementor factory) {
        this.factory = factory;
    }

    /** The database behind the factory; empty if no store can be in it. */
    private record Target(Optional<SharedDatabase> database) {}

    /** A call before or after one write. */
    @FunctionalInterface
    private interface Step {
        void run(EntityTransaction transaction) throws SQLException;
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
        registry.appendListeners(EventType.POST_DELETE, writes);
    }

    /** Shares the lock of writers, which must be locked before the row, and sets the version. See decision 0063. */
    @Override
    public boolean onPreInsert(PreInsertEvent event) {
        if (event.getEntity() instanceof StoredObject object) {
            EntityPersister persister = event.getPersister();
            int index = Arrays.asList(persister.getPropertyNames()).indexOf("version");
            run(event, object, transaction -> {
                long version = transaction.firstVersion();
                event.getState()[index] = version;
                persister.setValue(object, index, version);
            });
        }
        return false;
    }

    @Override
    public boolean onPreUpdate(PreUpdateEvent event) {
        run(event, event.getEntity(), EntityTransaction::overwriting);
        return false;
    }

    @Override
    public boolean onPreDelete(PreDeleteEvent event) {
        if (event.getEntity() instanceof StoredObject object) {
            // The session deletes the version of the object, or fails.
            run(
                    event,
                    object,
                    transaction -> transaction.deleting(removed(event, event.getPersister()), object.getVersion()));
        }
        return false;
    }

    @Override
    public void onPostInsert(PostInsertEvent event) {
        if (event.getEntity() instanceof StoredObject object) {
            EntityEntry entry = Objects.requireNonNull(session(event))
                    .getPersistenceContextInternal()
                    .getEntry(object);
            if (entry != null && object.getVersion() > 1) {
                entry.postUpdate(object, event.getState(), object.getVersion());
            }
            run(event, object, transaction -> transaction.inserted(object.getVersion()));
        }
    }

    @Override
    public void onPostUpdate(PostUpdateEvent event) {
        int metadata = List.of(event.getPersister().getPropertyNames()).indexOf("metadata");
        int[] dirty = event.getDirtyProperties();
        boolean described = dirty != null && Arrays.stream(dirty).anyMatch(each -> each == metadata);
        run(event, event.getEntity(), transaction -> transaction.written(ChangeKind.UPDATED, described));
    }

    @Override
    public void onPostDelete(PostDeleteEvent event) {
        run(event, event.getEntity(), transaction -> transaction.deleted(removed(event, event.getPersister())));
    }

    /** Returns whether the session of an event has removed an entity, whose row it may delete later. */
    private static Predicate<ObjectKey> removed(AbstractEvent event, EntityPersister persister) {
        SharedSessionContractImplementor session = Objects.requireNonNull(session(event));
        PersistenceContext context = session.getPersistenceContextInternal();
        return key -> {
            Object entity = context.getEntity(
                    session.generateEntityKey(new StoredObject.Key(key.className(), key.id()), persister));
            EntityEntry entry = entity == null ? null : context.getEntry(entity);
            return entry != null && entry.getStatus().isDeletedOrGone();
        };
    }

    @Override
    public boolean requiresPostCommitHandling(EntityPersister persister) {
        return false;
    }

    /**
     * Returns the session of an event; null for a stateless one of Hibernate 7.1. Calls the method reflectively,
     * because its return type differs between versions of Hibernate.
     */
    private static @Nullable SharedSessionContractImplementor session(AbstractEvent event) {
        try {
            return (@Nullable SharedSessionContractImplementor)
                    AbstractEvent.class.getMethod("getSession").invoke(event);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Events of Hibernate have a session", e);
        }
    }

    private void run(AbstractEvent event, Object entity, Step step) {
        Target known = target;
        if (!(entity instanceof StoredObject object)
                || known != null && known.database().isEmpty()) {
            return;
        }
        SharedSessionContractImplementor session = session(event);
        if (session == null) {
            throw new BulkStatementException(object.getClassName() + " '" + object.getObjectId()
                    + "' was not written: the rules of the store need the session, which Hibernate 7.1 does not tell for"
                    + " a StatelessSession. Use an EntityManager, or Hibernate 7.2.");
        }
        // Execute batched statements of the session first.
        session.getJdbcCoordinator().executeBatch();
        session.doWork(connection -> {
            Optional<SharedDatabase> database = target(connection).database();
            if (database.isPresent()) {
                checkInTransaction(session, database.get(), object);
                try (StatementCache statements = new StatementCache(connection)) {
                    ObjectKey key = new ObjectKey(object.getClassName(), object.getObjectId());
                    step.run(new EntityTransaction(database.get(), statements, key));
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

    /** Rules that take several statements need a transaction; each statement would be committed by itself. */
    private static void checkInTransaction(
            SharedSessionContractImplementor session, SharedDatabase database, StoredObject object) {
        if (!session.isTransactionInProgress() && database.rules() != StoreRules.BY_DATABASE) {
            throw new TransactionRequiredException(object.getClassName() + " '" + object.getObjectId()
                    + "' was not written, because the session is in no transaction. On "
                    + database.database().name()
                    + ", the rules of the store take several statements, which must be committed together. Begin a"
                    + " transaction.");
        }
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
