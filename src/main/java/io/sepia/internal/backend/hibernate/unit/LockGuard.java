package io.sepia.internal.backend.hibernate.unit;

import io.sepia.error.BulkStatementException;
import io.sepia.jpa.StoredObject;
import org.hibernate.LockMode;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.LoadEvent;
import org.hibernate.event.spi.LoadEventListener;
import org.hibernate.event.spi.LockEvent;
import org.hibernate.event.spi.LockEventListener;
import org.hibernate.event.spi.PostLoadEvent;
import org.hibernate.event.spi.PostLoadEventListener;

/**
 * Refuses locks that increment the version of a {@link StoredObject} without writing it: no generation would be kept of
 * that version. See decision 0074.
 */
final class LockGuard implements LockEventListener, LoadEventListener, PostLoadEventListener {
    private static final long serialVersionUID = 1L;

    private LockGuard() {}

    /** Installs the listeners, before those that lock, in a session factory that is being built. */
    static void install(SessionFactoryImplementor factory) {
        EventListenerRegistry registry = factory.getServiceRegistry().requireService(EventListenerRegistry.class);
        LockGuard guard = new LockGuard();
        registry.prependListeners(EventType.LOCK, guard);
        registry.prependListeners(EventType.LOAD, guard);
        registry.prependListeners(EventType.POST_LOAD, guard);
    }

    @Override
    public void onLock(LockEvent event) {
        if (event.getObject() instanceof StoredObject) {
            check(event.getLockOptions().getLockMode());
        }
    }

    @Override
    public void onLoad(LoadEvent event, LoadType type) {
        if (StoredObject.class.getName().equals(event.getEntityClassName())) {
            check(event.getLockOptions().getLockMode());
        }
    }

    /** Entities that a query loads. */
    @Override
    public void onPostLoad(PostLoadEvent event) {
        if (event.getEntity() instanceof StoredObject) {
            EntityEntry entry =
                    event.getSession().getPersistenceContextInternal().getEntry(event.getEntity());
            if (entry != null) {
                check(entry.getLockMode());
            }
        }
    }

    private static void check(LockMode mode) {
        if (mode == LockMode.OPTIMISTIC_FORCE_INCREMENT || mode == LockMode.PESSIMISTIC_FORCE_INCREMENT) {
            throw new BulkStatementException(
                    "The lock " + mode + " of a StoredObject was refused: it would increment the"
                            + " version without a write, so that no generation has it. Use PESSIMISTIC_WRITE or OPTIMISTIC, or"
                            + " change the entity.");
        }
    }
}
