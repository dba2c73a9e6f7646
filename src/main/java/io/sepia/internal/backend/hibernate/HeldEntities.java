package io.sepia.internal.backend.hibernate;

import io.sepia.error.RetryableException;
import io.sepia.error.StorageException;
import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.sql.Database;
import io.sepia.jpa.StoredObject;
import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.hibernate.FlushMode;
import org.hibernate.engine.internal.Versioning;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.TypeHelper;

/**
 * The entities of stored objects that a session holds. The store refreshes them when it writes their rows. See decision
 * 0090.
 */
final class HeldEntities {
    private final SessionImplementor session;
    private final Database database;
    private final Runnable failed;

    /**
     * @param failed runs if an entity cannot be flushed or refreshed, for which Hibernate has marked the transaction
     *     for rollback
     */
    HeldEntities(SessionImplementor session, Database database, Runnable failed) {
        this.session = session;
        this.database = database;
        this.failed = failed;
    }

    /**
     * Writes the caller's changes.
     *
     * @param doing describes what follows
     */
    void flush(Supplier<String> doing) {
        // An entity listener may call the store during a flush; Hibernate cannot flush again then.
        if (session.getPersistenceContextInternal().isFlushing()) {
            return;
        }
        try {
            session.flush();
        } catch (StorageException e) {
            failed.run();
            throw e;
        } catch (PersistenceException e) {
            failed.run();
            SQLException sql = SqlErrors.behind(e);
            StorageException translated = sql == null
                    ? null
                    : database.translate(null, "Flushing the EntityManager before " + doing.get(), sql);
            if (translated instanceof RetryableException) {
                throw translated;
            }
            throw e;
        }
    }

    boolean areHeld() {
        return !held().isEmpty();
    }

    /**
     * Refreshes the entities of rows that were written, and detaches those of rows that were deleted. If the flush mode
     * is MANUAL and the session has unwritten changes, entities are left alone; flushing an entity whose row was
     * written then fails, because its version is stale. So are, during a flush, those that have changes and those of
     * deleted rows.
     */
    void bringUpToDate(Effects effects) {
        if (!effects.any()) {
            return;
        }
        List<StoredObject> entities = of(effects.extent());
        if (entities.isEmpty() || session.getHibernateFlushMode() == FlushMode.MANUAL && session.isDirty()) {
            return;
        }
        boolean flushing = session.getPersistenceContextInternal().isFlushing();
        for (StoredObject each : entities) {
            if (flushing) {
                refreshInPlace(each, effects.verb().deletes());
            } else if (effects.verb().deletes()) {
                session.detach(each);
            } else if (session.contains(each)) {
                refresh(each);
            }
        }
    }

    /**
     * Refreshes the entities whose rows have another version than they have, and detaches those whose rows are gone.
     * Leaves alone what the caller has not written yet.
     *
     * @param version returns the version of a row, 0 if there is none
     */
    void bringUpToDate(ToLongFunction<StoredObject.Key> version) {
        for (StoredObject each : held()) {
            EntityEntry entry = session.getPersistenceContextInternal().getEntry(each);
            if (entry == null || !entry.isExistsInDatabase()) {
                continue;
            }
            long found = version.applyAsLong(each.key());
            if (found == 0) {
                session.detach(each);
            } else if (!Long.valueOf(found).equals(entry.getVersion())) {
                refresh(each);
            }
        }
    }

    private void refresh(StoredObject entity) {
        boolean done = false;
        try {
            session.refresh(entity);
            done = true;
        } finally {
            if (!done) {
                failed.run();
            }
        }
    }

    /** Refreshes an entity during a flush, which iterates over the entities that the session holds. */
    private void refreshInPlace(StoredObject entity, boolean deleted) {
        EntityEntry entry = session.getPersistenceContextInternal().getEntry(entity);
        Object[] loaded = entry == null ? null : entry.getLoadedState();
        if (loaded == null || deleted) {
            return;
        }
        EntityPersister persister = entry.getPersister();
        if (persister.findDirty(persister.getValues(entity), loaded, entity, session) != null) {
            return;
        }
        Object[] row = persister.getDatabaseSnapshot(entry.getId(), session);
        if (row != null) {
            // Changes within the document are found by comparing it with a copy.
            Object[] copy = row.clone();
            TypeHelper.deepCopy(row, persister.getPropertyTypes(), persister.getPropertyUpdateability(), copy, session);
            persister.setValues(entity, row);
            entry.postUpdate(entity, copy, Versioning.getVersion(row, persister));
        }
    }

    private List<StoredObject> of(Effects.Extent extent) {
        List<StoredObject> held = held();
        if (held.isEmpty()) {
            return held;
        }
        BiPredicate<String, String> matcher = extent.matcher();
        // A row inserted by SQL may have an id that is not valid in an ObjectKey.
        held.removeIf(each -> !matcher.test(each.key().className(), each.key().objectId()));
        return held;
    }

    private List<StoredObject> held() {
        List<StoredObject> held = new ArrayList<>(0);
        Iterator<Object> all = session.getPersistenceContextInternal().managedEntitiesIterator();
        while (all.hasNext()) {
            if (all.next() instanceof StoredObject entity) {
                held.add(entity);
            }
        }
        return held;
    }
}
