package io.sepia.internal.backend.hibernate;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.sql.ChangedRows;
import io.sepia.jpa.StoredObject;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.hibernate.FlushMode;
import org.hibernate.engine.spi.SessionImplementor;

/** The entities of rows that a session holds, which must not be older than the rows. */
final class HeldEntities {
    private final SessionImplementor session;

    HeldEntities(SessionImplementor session) {
        this.session = session;
    }

    boolean areHeld() {
        return !of(row -> true).isEmpty();
    }

    /**
     * Reads entities of rows again that have changed, and detaches those of rows that are gone. Where the caller alone
     * decides when his changes are written, and has some, entities stay as they are: writing them finds their version
     * gone.
     */
    void bringUpToDate(ChangedRows changed) {
        List<StoredObject> entities = of(changed.rows());
        if (entities.isEmpty() || session.getHibernateFlushMode() == FlushMode.MANUAL && session.isDirty()) {
            return;
        }
        for (StoredObject each : entities) {
            if (changed.deleted()) {
                session.detach(each);
            } else if (session.contains(each)) {
                session.refresh(each);
            }
        }
    }

    private List<StoredObject> of(Predicate<ObjectKey> rows) {
        List<StoredObject> found = new ArrayList<>(0);
        Iterator<Object> all = session.getPersistenceContextInternal().managedEntitiesIterator();
        while (all.hasNext()) {
            if (all.next() instanceof StoredObject entity
                    && rows.test(
                            new ObjectKey(entity.key().className(), entity.key().objectId()))) {
                found.add(entity);
            }
        }
        return found;
    }
}
